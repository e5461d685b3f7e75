// Paths of the icons, on a 16 x 16 grid.
export const ICONS = {
  first: "M3 2h2v12H3zM14 2v12L6 8z",
  last: "M11 2h2v12h-2zM2 2v12l8-6z",
  prev: "M12 2v12L3 8z",
  next: "M4 2v12l9-6z",
  prevEvent: "M8 2v12L1 8zM15 2v12L8 8z",
  nextEvent: "M1 2v12l7-6zM8 2v12l7-6z",
  play: "M4 2v12l10-6z",
  pause: "M3 2h4v12H3zM9 2h4v12H9z",
} as const;
export type IconName = keyof typeof ICONS;

// Line icons, drawn with the class .st.
export const LINES = {
  back: "M10 3l-5 5 5 5",
  menu: "M3 4.5h10M3 8h10M3 11.5h10",
  close: "M4 4l8 8M12 4l-8 8",
  fold: "M3 8h10",
  grow: "M9 3h4v4M13 3l-5 5M7 13H3V9M3 13l5-5",
} as const;
