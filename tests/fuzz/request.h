/* What the fuzzers share: requests made of hostile bytes, and what every answer must hold. */
#ifndef FUZZ_REQUEST_H
#define FUZZ_REQUEST_H

#include <pagewalk.h>

/* {"verb":"load","scenario":"..."} around any bytes; only what JSON reserves is escaped. */
char *load_request(const uint8_t *text, size_t bytes, size_t *length);

/* Sends it.  Aborts when the answer is not one that the door may give.  True: it was accepted. */
int ask(struct pw_session *s, const char *request, size_t length);

/* printf into a request. */
int askf(struct pw_session *s, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The number behind "key": in the last answer; `otherwise` when it has none. */
uint64_t answer_number(const char *key, uint64_t otherwise);

/* Of the input's bytes: what is done to one input in so many is done to the same ones every time. */
uint32_t hash_of(const uint8_t *data, size_t bytes);

int answer_holds(const char *text);
void answer_print(void);

#endif
