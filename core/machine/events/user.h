/* What a user program does, and what a scenario's op begins and ends with. */
STEP(op_begin, USER, 1, 1, (NAME, op), "The scenario's next op begins: {op}.", "剧本的下一个操作开始：{op}。")
STEP(op_end, USER, 2, 1, (ERR, ret), "The op ends and returns {ret}.", "操作结束，返回 {ret}。")
