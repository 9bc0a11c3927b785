/* What the source "gpio" takes from 64 lines. Run inside the rig by tests/bench/lines.c, without
 * time travel:
 *
 *   bench_lines ROUNDS [PAUSE_US]
 *
 * Prints a figure a line, `name value`; exit 77: there is no gpio-sim. The rig has one processor,
 * and its accounting of processor time goes by its tick, which wakes the reader itself: of no use
 * here. So the reader's cost is taken by the clock: pull some rounds (a pull of every line), wait
 * until the kernel has handed all of them over, then read, alone. Beside it, the whole at once: a
 * process of its own pulls all lines, waits PAUSE_US (2500) and so on while this one reads; both
 * share the processor. What the chip merged is held apart from what was lost by the interrupts
 * that the kernel counts. */
#include "hw/lines.h"
#include "tests/bench/numbers.h"
#include "tests/rig/gpio_sim.h"

#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
    LINES = 64,
    SETTLE_US = 2500,  /* beyond the kernel's tick: each pull is an edge of its own */
    BURST_MAX = 15,    /* of a line: the kernel keeps 16 (libgpiod 1) */
    REPEATS_MAX = 101, /* of a burst */
    RUNS = 7,
    NOT_HERE = 77,
};

struct bench {
    struct gpio_sim chip;
    struct lines *lines;
    int pulls[LINES]; /* kept open: opening costs more than pulling */
    bool up;
    long pulled, edges, lost;
    double last_ns;
};

static int open_all(struct bench *self)
{
    struct line_request requests[LINES] = {0};
    char why[LINES_WHY_MAX], path[256];
    size_t failed;
    for (int i = 0; i < LINES; i++)
        snprintf(requests[i].name, sizeof requests[i].name, "%d", i);
    if (gpio_sim_create(&self->chip, "bench", LINES, NULL)) {
        printf("no gpio-sim here: run it by tests/rig/boot\n");
        return NOT_HERE;
    }
    for (int i = 0; i < LINES; i++) {
        snprintf(path, sizeof path, "%s/sim_gpio%d/pull", self->chip.lines, i);
        self->pulls[i] = open(path, O_WRONLY | O_CLOEXEC);
        if (self->pulls[i] < 0)
            return -1;
    }
    const struct lines_config config = {
        .source = "gpio", .chip = "bench", .requests = requests, .request_count = LINES};
    self->lines = lines_open(&config, &failed, why);
    if (!self->lines)
        fprintf(stderr, "bench_lines: %s\n", why);
    return self->lines ? 0 : -1;
}

static void pull_round(struct bench *self)
{
    static const char *const texts[] = {"pull-down", "pull-up"};
    self->up = !self->up;
    for (int i = 0; i < LINES; i++)
        self->pulled += pwrite(self->pulls[i], texts[self->up], strlen(texts[self->up]), 0) > 0;
}

/* One wake-up's work. */
static void take(struct bench *self)
{
    struct line_edge words[256];
    int count;
    while ((count = lines_read(self->lines, real_ns() / 1000000, words, 256)) > 0) {
        for (int i = 0; i < count; i++)
            *(words[i].word == LINE_EDGE ? &self->edges : &self->lost) += 1;
        self->last_ns = (double)real_ns();
    }
}

/* How often lines have interrupted: what the kernel had to give the reader. Two pulls before the
 * simulated chip's interrupt has run are one. */
static long interrupts(void)
{
    char row[512];
    long sum = 0, count;
    FILE *file = fopen("/proc/interrupts", "re");
    while (file && fgets(row, sizeof row, file))
        if (strstr(row, "lampion-agent") && sscanf(row, " %*[^:]: %ld", &count) == 1)
            sum += count;
    if (file)
        fclose(file);
    return sum;
}

static void begin(struct bench *self)
{
    usleep(SETTLE_US);
    take(self);
    self->pulled = self->edges = self->lost = 0;
}

static int end(const struct bench *self, const char *what)
{
    if (self->edges == self->pulled && !self->lost)
        return 0;
    fprintf(stderr, "bench_lines: %s: %ld pulls, %ld edges, %ld losses told\n", what, self->pulled,
            self->edges, self->lost);
    return -1;
}

/* Microseconds an edge, of pulling and of reading, when each line has had `burst` of them. */
static int measure_burst(struct bench *self, int burst, int repeats)
{
    double pull_us[REPEATS_MAX], read_us[REPEATS_MAX];
    char what[32];
    begin(self);
    for (int i = 0; i < repeats; i++) {
        int64_t pulling_ns = 0;
        for (int round = 0; round < burst; round++) {
            int64_t from_ns = real_ns();
            pull_round(self);
            pulling_ns += real_ns() - from_ns;
            usleep(SETTLE_US);
        }
        int64_t from_ns = real_ns();
        take(self);
        read_us[i] = (double)(real_ns() - from_ns) / 1e3 / (burst * LINES);
        pull_us[i] = (double)pulling_ns / 1e3 / (burst * LINES);
    }
    snprintf(what, sizeof what, "bursts of %d", burst);
    size_t count = (size_t)repeats;
    printf("pull_us_%d %.2f\n", burst, median(pull_us, count));
    printf("read_us_%d %.2f\n", burst, median(read_us, count));
    printf("read_us_%d_low %.2f\n", burst, percentile(read_us, count, 10));
    printf("read_us_%d_high %.2f\n", burst, percentile(read_us, count, 90));
    return end(self, what);
}

/* Reads on while a process of its own pulls. */
static void pull_beside(struct bench *self, int rounds, unsigned pause_us)
{
    struct pollfd fd = {.fd = lines_fd(self->lines), .events = POLLIN};
    pid_t puller = fork();
    if (puller == 0) {
        for (int i = 0; i < rounds; i++) {
            pull_round(self);
            usleep(pause_us);
        }
        _exit(0);
    }
    do
        take(self);
    while (poll(&fd, 1, 500) > 0);
    waitpid(puller, NULL, 0);
    self->pulled = (long)rounds * LINES;
    self->up ^= rounds % 2;
}

/* What came of the pulls of all runs. Lost is what the kernel had and the reader did not give;
 * told of may be more: a full queue of libgpiod 1 does not say whether anything came after it. */
struct account {
    long pulled, merged, lost, told;
    int lossy;
};

/* Edges a second while another process pulls, or 0 when some were lost: that rate was not
 * sustained. */
static double measure_both(struct bench *self, int rounds, unsigned pause_us,
                           struct account *account)
{
    begin(self);
    long before = interrupts();
    double from_ns = (double)real_ns();
    pull_beside(self, rounds, pause_us);
    long delivered = interrupts() - before, lost = delivered - self->edges;
    account->pulled += self->pulled;
    account->merged += self->pulled - delivered;
    account->lost += lost;
    account->told += self->lost;
    account->lossy += lost != 0;
    return lost ? 0 : (double)self->edges * 1e9 / (self->last_ns - from_ns);
}

/* Several runs at one pause: the middle one, the spread, and what came of the pulls. */
static void measure_together(struct bench *self, int rounds, unsigned pause_us)
{
    double rates[RUNS];
    struct account account = {0};
    for (int i = 0; i < RUNS; i++)
        rates[i] = measure_both(self, rounds, pause_us, &account);
    printf("both_runs %d\nboth_lossy %d\nboth %.0f\n", RUNS, account.lossy, median(rates, RUNS));
    printf("both_low %.0f\nboth_high %.0f\n", rates[0], rates[RUNS - 1]);
    printf("both_pulled %ld\nboth_merged %ld\nboth_lost %ld\nboth_told %ld\n", account.pulled,
           account.merged, account.lost, account.told);
}

int main(int argc, char **argv)
{
    int rounds = argc > 1 ? atoi(argv[1]) : 600, error = 0;
    int pause_us = argc > 2 ? atoi(argv[2]) : SETTLE_US;
    static struct bench bench;
    if (rounds < 30 || pause_us < 0)
        return 2;
    int opened = open_all(&bench);
    if (opened)
        return opened == NOT_HERE ? NOT_HERE : 1;
    static const int bursts[] = {1, 4, BURST_MAX};
    for (size_t i = 0; i < sizeof bursts / sizeof *bursts; i++) {
        int repeats = rounds / bursts[i];
        error |= measure_burst(&bench, bursts[i], repeats < REPEATS_MAX ? repeats : REPEATS_MAX);
    }
    measure_together(&bench, rounds, (unsigned)pause_us);
    lines_close(bench.lines);
    gpio_sim_destroy(&bench.chip);
    return error ? 1 : 0;
}
