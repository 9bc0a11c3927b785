#include "tests/faults/campaign.h"

#include "tests/faults/wallclock.h"
#include "tests/support/until.h"
#include <err.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define SETTLE_MS 90000

enum need {
    NEED_PROXY = 1,
    NEED_MOOD = 2,
    NEED_CABLE = 4,
    NEED_DISK = 8,
    NEED_RIG = 16,    /* tests/rig, whose clock can be stepped and whose idle time takes none */
    NEED_LOSSES = 32, /* more is lost than the agents hold: then it must be declared */
    NEED_MANY = 64    /* agents in the long form, and little time */
};
#define NEED_ROOT (NEED_CABLE | NEED_DISK)

struct group {
    const char *name;
    enum fault faults[CAMPAIGN_FAULTS_MAX]; /* drawn with equal chances */
    int fault_count;
    int needs;    /* of enum need */
    int pace;     /* how much slower than others the boards speak */
    int gap_ms;   /* the mean time between two faults */
    int fault_ms; /* about how long one takes */
    int short_rounds, long_rounds, faults_a_round;
};

static const struct group groups[] = {
    {"kill",
     {FAULT_KILL_AGENT, FAULT_KILL_COLLECTOR, FAULT_KILL_BROKER},
     3,
     0,
     1,
     250,
     100,
     2,
     60,
     40},
    {"stop",
     {FAULT_STOP_AGENT, FAULT_STOP_COLLECTOR, FAULT_STOP_BROKER},
     3,
     0,
     1,
     300,
     1500,
     1,
     8,
     8},
    {"cut", {FAULT_CUT_AGENTS, FAULT_CUT_COLLECTOR}, 2, NEED_PROXY, 1, 500, 350, 1, 15, 30},
    {"stall", {FAULT_STALL_AGENTS, FAULT_STALL_COLLECTOR}, 2, NEED_PROXY, 1, 500, 1300, 1, 27, 15},
    {"mangle",
     {FAULT_KILL_AGENT, FAULT_KILL_COLLECTOR, FAULT_KILL_BROKER},
     3,
     NEED_PROXY | NEED_MOOD,
     1,
     1500,
     100,
     1,
     10,
     10},
    {"unplug", {FAULT_UNPLUG}, 1, NEED_CABLE, 1, 500, 1300, 1, 14, 15},
    {"full", {FAULT_FULL_COLLECTOR, FAULT_FULL_AGENT}, 2, NEED_DISK, 1, 400, 800, 1, 28, 15},
    {"restore", {FAULT_NEWER, FAULT_RESTORE}, 2, 0, 3, 500, 500, 1, 84, 5},
    {"damage", {FAULT_FLIP, FAULT_TRUNCATE}, 2, 0, 3, 500, 500, 1, 84, 5},
    {"deep", {FAULT_FLIP, FAULT_TRUNCATE, FAULT_RESTORE}, 3, NEED_LOSSES, 1, 2500, 500, 1, 6, 5},
    {"hour", {FAULT_HOUR}, 1, NEED_CABLE | NEED_RIG | NEED_MANY, 5000, 30000, 3690000, 1, 17, 1},
    {"clock",
     {FAULT_CLOCK_BACK, FAULT_CLOCK_AHEAD, FAULT_CLOCK_1970},
     3,
     NEED_RIG,
     10,
     500,
     1500,
     1,
     32,
     20},
};
#define GROUPS (int)(sizeof groups / sizeof *groups)

struct round {
    int index;
    const struct group *group;
    struct outcome outcome;
    bool begun, played, skipped;
};

/* Shared by the processes that play rounds. */
struct board {
    int count, next;
    struct round rounds[CAMPAIGN_ROUNDS_MAX];
};

static bool is_wanted(const struct group *group, const char *only)
{
    size_t length = strlen(group->name);
    for (const char *at = only; at && *at; at += strcspn(at, ","), at += *at == ',')
        if (strcspn(at, ",") == length && !strncmp(at, group->name, length))
            return true;
    return !only;
}

/* The rounds of all groups, in turn, so that an end by time leaves none out. */
static void plan(struct board *board, const struct campaign_options *options)
{
    int left[GROUPS], index = 0;
    bool any = true;
    for (int i = 0; i < GROUPS; i++)
        left[i] = options->is_long ? groups[i].long_rounds : groups[i].short_rounds;
    while (any) {
        any = false;
        for (int i = 0; i < GROUPS; i++) {
            if (left[i]-- <= 0)
                continue;
            any = true;
            int number = index++;
            bool here = !(groups[i].needs & NEED_RIG) == !getenv("LAMPION_RIG");
            if (here && is_wanted(&groups[i], options->only) &&
                (options->round < 0 || options->round == number))
                board->rounds[board->count++] =
                    (struct round){.index = number, .group = &groups[i]};
        }
    }
}

static const char *const spills[] = {"0s", "200ms", "5s"};

static struct stage_plan plan_of(const struct round *round, bool is_long, struct random *random)
{
    const struct group *group = round->group;
    return (struct stage_plan){
        .seed = random_next(random),
        .agents = group->needs & NEED_MANY && is_long ? STAGE_AGENTS_MAX : FLOW_AGENTS,
        .speed = random_chance(random, 0.5) || group->needs & NEED_RIG
                     ? 0
                     : (double)random_between(random, 2, 40),
        .length_ms = group->faults_a_round * (group->gap_ms + group->fault_ms),
        .step_ms = (int)random_between(random, 2, 5) * group->pace,
        .spill_after = spills[random_between(random, 0, 2)],
        .proxied = group->needs & NEED_PROXY,
        .apart = group->needs & NEED_CABLE,
        .patient = group->needs & NEED_MANY,
        .small_disks = group->needs & NEED_DISK,
    };
}

static void set_moods(struct stage *stage, const struct mood *mood)
{
    for (int side = 0; side < 2; side++)
        if (stage->proxies[side])
            proxy_set_mood(stage->proxies[side], mood);
}

static struct mood draw_mood(struct random *random)
{
    return (struct mood){.twice = random_unit(random) * 0.1,
                         .late = random_unit(random) * 0.1,
                         .lost = random_unit(random) * 0.05,
                         .late_ms = (int)random_between(random, 5, 400)};
}

static void suffer(struct round *round, struct stage *stage, struct random *random)
{
    const struct group *group = round->group;
    const struct mood mood = group->needs & NEED_MOOD ? draw_mood(random) : (struct mood){0};
    set_moods(stage, &mood);
    for (int i = 0; i < group->faults_a_round; i++) {
        enum fault fault = group->faults[random_between(random, 0, group->fault_count - 1)];
        usleep((useconds_t)(random_exponential(random, group->gap_ms) * 1000));
        round->outcome.faults[fault] += fault_inflict(fault, stage, random);
        if (random_chance(random, 0.8))
            stage_repair(stage);
    }
    set_moods(stage, &(struct mood){0});
    if (group->needs & NEED_RIG)
        wallclock_mend(stage->offset_ms);
}

/* The packets that the proxies mangled, as faults; the proxies end. */
static void count_moods(struct outcome *outcome, struct stage *stage)
{
    for (int side = 0; side < 2; side++) {
        struct mood_count count = proxy_close(stage->proxies[side]);
        stage->proxies[side] = NULL;
        outcome->faults[FAULT_TWICE] += (int)count.twice;
        outcome->faults[FAULT_LATE] += (int)count.late;
        outcome->faults[FAULT_LEFT_OUT] += (int)count.lost;
    }
}

static bool is_clean(const struct outcome *outcome)
{
    const struct tally *tally = &outcome->tally;
    return !tally->lost && !tally->doubled && !tally->wrong && !outcome->unsettled;
}

static void tell_round(const struct round *round, const struct stage *stage, int64_t took_ms)
{
    const struct tally *tally = &round->outcome.tally;
    printf("round %d %s: %lld events, %lld lost, %lld doubled, %lld wrong, %lld in hand; clock %s, "
           "step %d ms, spill %s; %.1f s\n",
           round->index, round->group->name, (long long)tally->events, (long long)tally->lost,
           (long long)tally->doubled, (long long)tally->wrong, (long long)tally->in_hand,
           *stage->clock ? "simulated" : "real", stage->plan.step_ms, stage->plan.spill_after,
           (double)took_ms / 1000);
    fflush(stdout);
}

static void play_round(struct round *round, const struct campaign_options *options)
{
    struct random random = random_stream(options->seed, (uint64_t)round->index, 0);
    struct stage stage;
    char folder[64];
    int64_t begin_ms = real_ms();
    round->begun = true;
    struct stage_plan stage_plan = plan_of(round, options->is_long, &random);
    snprintf(folder, sizeof folder, "%s/round-%d", options->folder, round->index);
    if (round->group->needs & NEED_ROOT && !net_private()) {
        printf("round %d %s: skipped: needs root, for namespaces\n", round->index,
               round->group->name);
        round->skipped = true;
        return;
    }
    stage_open(&stage, &stage_plan, folder);
    stage_start_all(&stage);
    suffer(round, &stage, &random);
    round->outcome.unsettled = !stage_settle(&stage, SETTLE_MS);
    if (!round->outcome.unsettled) {
        stage_check_unknown(&stage);
        round->outcome.unsettled = !stage_settle(&stage, SETTLE_MS);
    }
    round->outcome.tally = stage_verdict(&stage, round->group->needs & NEED_LOSSES);
    round->outcome.tally.wrong += stage.findings;
    count_moods(&round->outcome, &stage);
    round->outcome.rounds = 1;
    tell_round(round, &stage, real_ms() - begin_ms);
    bool keep = options->keep || !is_clean(&round->outcome);
    if (!is_clean(&round->outcome))
        stage_show(&stage);
    if (keep)
        printf("  %s; kept in %s.kept; again: --seed %llu%s --round %d\n",
               is_clean(&round->outcome)  ? "as it should be"
               : round->outcome.unsettled ? "NOT COMPLETE IN TIME"
                                          : "NOT AS IT SHOULD BE",
               folder, (unsigned long long)options->seed, options->is_long ? " --long" : "",
               round->index);
    stage_close(&stage, keep);
    round->played = true;
}

static void play_rounds(struct board *board, const struct campaign_options *options, int64_t end_ms)
{
    int next;
    while ((next = __atomic_fetch_add(&board->next, 1, __ATOMIC_SEQ_CST)) < board->count &&
           !(options->seconds && until_over(end_ms)))
        play_round(&board->rounds[next], options);
}

static int tell_outcome(const struct board *board)
{
    struct outcome all = {0};
    int failed = 0;
    for (int i = 0; i < board->count; i++) {
        const struct round *round = &board->rounds[i];
        bool broken = round->begun && !round->played && !round->skipped;
        failed += broken || (round->played && !is_clean(&round->outcome));
        all.tally.wrong += broken; /* the campaign itself failed, and said why */
        all.rounds += round->played;
        tally_add(&all.tally, &round->outcome.tally);
        for (int fault = 0; fault < FAULT_COUNT; fault++)
            all.faults[fault] += round->outcome.faults[fault];
    }
    for (int fault = 0; fault < FAULT_COUNT; fault++)
        if (all.faults[fault])
            printf("%6d × %s\n", all.faults[fault], fault_names[fault]);
    const struct tally *tally = &all.tally;
    printf("%d of %d rounds, %d not clean; %lld in the hands of killed agents, %lld declared lost, "
           "times within %lld ms\n",
           all.rounds, board->count, failed, (long long)tally->in_hand, (long long)tally->declared,
           (long long)tally->error_ms);
    printf("%lld events, %lld lost, %lld doubled, %lld wrong\n", (long long)tally->events,
           (long long)tally->lost, (long long)tally->doubled, (long long)tally->wrong);
    return failed ? 1 : 0;
}

int campaign_play(const struct campaign_options *options)
{
    int64_t end_ms = until_ms(options->seconds * 1000);
    struct board *board =
        mmap(NULL, sizeof *board, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (board == MAP_FAILED)
        err(3, "rounds");
    plan(board, options);
    pid_t jobs[CAMPAIGN_JOBS_MAX];
    int broken = 0, status;
    for (int job = 0; job < options->jobs; job++) {
        fflush(NULL);
        if ((jobs[job] = fork()))
            continue;
        prctl(PR_SET_PDEATHSIG, SIGTERM);
        play_rounds(board, options, end_ms);
        exit(0);
    }
    for (int job = 0; job < options->jobs; job++)
        if (waitpid(jobs[job], &status, 0) < 0 || status)
            broken = 1;
    int result = tell_outcome(board);
    return broken ? 1 : result;
}
