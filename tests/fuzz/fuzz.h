/* A target of the fuzzer: one file with LLVMFuzzerTestOneInput, which takes any bytes and returns
 * 0. What must hold for all of them is said with `must`; a leak, a sanitizer's report or an
 * assert of the product counts as well.
 *
 * Linked with clang's libFuzzer a target finds its inputs itself; linked with replay.c it reads
 * the files that it is given. The two assertions below are what tests/unit/message_equal.h needs,
 * without cmocka. */
#ifndef LAMPION_TESTS_FUZZ_FUZZ_H
#define LAMPION_TESTS_FUZZ_FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* `data` may be NULL when `size` is 0. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static inline void fuzz_fail(const char *file, int line, const char *condition)
{
    fprintf(stderr, "%s:%d: must hold: %s\n", file, line, condition);
    abort();
}

#define must(condition) ((condition) ? (void)0 : fuzz_fail(__FILE__, __LINE__, #condition))

#define assert_int_equal(a, b) must((intmax_t)(a) == (intmax_t)(b))
#define assert_string_equal(a, b) must(!strcmp((a), (b)))

/* The input as a text with its end, malloc'ed; NULL when it holds a NUL or memory ran out. */
static inline char *fuzz_text(const uint8_t *data, size_t size)
{
    if (size && memchr(data, '\0', size))
        return NULL;
    return strndup(size ? (const char *)data : "", size);
}

#endif
