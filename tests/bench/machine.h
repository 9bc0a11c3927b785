/* What the figures were measured on, in a line. */
#ifndef LAMPION_TESTS_BENCH_MACHINE_H
#define LAMPION_TESTS_BENCH_MACHINE_H

/* Prints it; `folder` is where the store lies. */
void machine_print(const char *folder);

#endif
