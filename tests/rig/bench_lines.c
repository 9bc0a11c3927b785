/* Edges per second that the source "gpio" takes from 64 lines without losing one, and what they
 * cost. Run inside the rig by tests/bench/run, without time travel:
 *
 *   bench_lines [ROUNDS]
 *
 * A process of its own pulls every line once a round, with a pause between rounds beyond the
 * kernel's tick, so that each pull is one edge; both share the rig's one processor. */
#include "hw/lines.h"
#include "tests/rig/gpio_sim.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { LINES = 64, PAUSE_US = 2500 };

static int64_t now_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * INT64_C(1000000) + now.tv_nsec / 1000;
}

static void pull_all(const struct gpio_sim *chip, int rounds)
{
    for (int i = 0; i < rounds; i++) {
        for (unsigned line = 0; line < LINES; line++)
            gpio_sim_pull(chip, line, i % 2 == 0);
        usleep(PAUSE_US);
    }
    _exit(0);
}

static double cpu_us(void)
{
    struct rusage used;
    getrusage(RUSAGE_SELF, &used);
    return (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) * 1e6 +
           (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec);
}

/* Reads until nothing has come for a second. */
static void take(struct lines *lines, long *edges, long *lost, int64_t *last_us)
{
    struct line_edge words[256];
    struct pollfd fd = {.fd = lines_fd(lines), .events = POLLIN};
    int count;
    do {
        while ((count = lines_read(lines, now_us() / 1000, words, 256)) > 0) {
            for (int i = 0; i < count; i++)
                *(words[i].word == LINE_EDGE ? edges : lost) += 1;
            *last_us = now_us();
        }
    } while (poll(&fd, 1, 1000) > 0);
}

int main(int argc, char **argv)
{
    int rounds = argc > 1 ? atoi(argv[1]) : 500;
    struct line_request requests[LINES] = {0};
    struct gpio_sim chip;
    char why[LINES_WHY_MAX];
    size_t failed;
    long edges = 0, lost = 0;
    for (int i = 0; i < LINES; i++)
        snprintf(requests[i].name, sizeof requests[i].name, "%d", i);
    if (gpio_sim_create(&chip, "bench", LINES, NULL)) {
        fprintf(stderr, "bench_lines: no gpio-sim here: run it by tests/rig/boot\n");
        return 1;
    }
    const struct lines_config config = {
        .source = "gpio", .chip = "bench", .requests = requests, .request_count = LINES};
    struct lines *lines = lines_open(&config, &failed, why);
    if (!lines) {
        fprintf(stderr, "bench_lines: %s\n", why);
        return 1;
    }
    double cpu = cpu_us();
    int64_t from_us = now_us(), last_us = from_us;
    pid_t puller = fork();
    if (puller == 0)
        pull_all(&chip, rounds);
    take(lines, &edges, &lost, &last_us);
    waitpid(puller, NULL, 0);
    printf("lines: %.0f edges/s of %d lines (aim >= 10000), %ld of %ld seen, %ld losses told, "
           "%.1f us CPU an edge\n",
           (double)edges / ((double)(last_us - from_us) / 1e6), LINES, edges, (long)rounds * LINES,
           lost, (cpu_us() - cpu) / (double)edges);
    lines_close(lines);
    return edges == (long)rounds * LINES ? 0 : 1;
}
