#include "dashboard/presence/hall.h"

#include <math.h>

#define MINUTE_MS 60000
#define HINT_MINUTES 5
/* People stay where they are for about this long: a hint within it is mostly old news. */
#define HINT_NEWS_MINUTES 30
/* People leave by one or two: of what a departure tells as much is news. */
#define RHYTHM_NEWS 0.6
#define SEEN_MINUTES 15
#define CATCH_UP_MINUTES 30
/* Where the doors say that somebody is still there, they must be quiet as many times longer. */
#define UNLIKELY_FACTOR 4
#define UNLIKELY 1e-3
/* ... and where the place's nights are not known yet: longer than anybody sits alone by day. */
#define STRANGE_FACTOR 4
#define STRANGE_MS (6 * 3600000LL)
/* A person who counts is off by as much, where there are many. */
#define COUNTING_ERROR 0.02
#define KEPT_WITHIN 1.0

static bool all_known(const struct hall *self)
{
    for (size_t i = 0; i < self->door_count; i++)
        if (!self->doors[i].known)
            return false;
    return self->door_count > 0;
}

static bool is_anchored(const struct hall *self)
{
    for (size_t i = 0; i < self->door_count; i++)
        if (!self->doors[i].anchored)
            return false;
    return true;
}

static void begin_cycle(struct hall *self, double people, double variance)
{
    self->cycle = (struct hall_cycle){0};
    self->began_people = people;
    self->began_variance = variance;
    self->whole_cycle = true;
    self->raw = llround(people);
}

static void believe(struct hall *self, double people, double variance)
{
    struct heads heads;
    heads_set(&heads, people, variance);
    belief_set(&self->belief, &heads);
}

void hall_start(struct hall *self, int64_t quiet_ms, bool blind)
{
    self->quiet_ms = quiet_ms;
    self->blind = blind;
    believe(self, 0, 0);
    begin_cycle(self, 0, 0);
    self->whole_cycle = false;
    hall_seen_start(&self->seen);
}

void hall_restore(struct hall *self)
{
    int64_t people = 0;
    self->slack = 0;
    for (size_t i = 0; i < self->door_count; i++) {
        people += self->doors[i].sign * self->doors[i].anchor.carried;
        self->slack += self->doors[i].anchor.slack;
    }
    people = people > 0 ? people : 0;
    believe(self, (double)people, 0);
    begin_cycle(self, (double)people, 0);
    self->whole_cycle = self->slack == 0;
    self->kept = (double)people;
}

/* The distribution as of now. */
static void heads_now(const struct hall *self, struct heads *now)
{
    belief_heads(&self->belief, now);
    heads_in(now, self->came, hall_learned_in(&self->learned));
    heads_out(now, self->left, hall_learned_out(&self->learned, self->cycle.outs));
    heads_at_least(now, self->inside.at_least);
}

static void note_view(struct hall *self)
{
    struct hall_sample sample = {.view = self->inside.view,
                                 .people = self->began_people +
                                           hall_learned_gain(&self->learned, &self->cycle),
                                 .variance = hall_learned_doubt(&self->learned, &self->cycle),
                                 .at_ms = self->minute * MINUTE_MS};
    if (self->whole_cycle && is_anchored(self))
        hall_seen_note(&self->seen, &sample);
}

/* What how many left lately tells of how many there are. */
static void follow_rhythm(struct hall *self)
{
    double rate = hall_rhythm_rate(&self->rhythm, self->minute * MINUTE_MS - 1);
    double before = (double)(self->left_lately - self->came_lately) / 2;
    if (rate > 0)
        belief_hint_leaving(&self->belief, rate * HINT_MINUTES / 60, self->left_lately, before,
                            RHYTHM_NEWS);
    self->came_lately = self->left_lately = 0;
}

static void follow_view(struct hall *self)
{
    const struct hall_view *view = &self->inside.view;
    int64_t now_ms = self->minute * MINUTE_MS;
    if (self->blind || !self->inside.whole)
        return;
    if (self->minute % SEEN_MINUTES == 0)
        note_view(self);
    belief_hint(&self->belief, hall_seen_people(&self->seen, view, now_ms),
                hall_seen_variance(&self->seen, view, now_ms),
                (double)HINT_MINUTES / HINT_NEWS_MINUTES);
}

/* A minute has gone: what was pending is settled. */
static void end_minute(struct hall *self)
{
    belief_in(&self->belief, self->came, hall_learned_in(&self->learned));
    belief_out(&self->belief, self->left, hall_learned_out(&self->learned, self->cycle.outs));
    self->came_lately += self->came;
    self->left_lately += self->left;
    self->came = self->left = 0;
    int64_t bound = self->inside.at_least;
    belief_at_least(&self->belief, bound < self->bound_before ? bound : self->bound_before);
    self->bound_before = bound;
    self->minute++;
    if (self->minute % HINT_MINUTES || self->at_zero || !all_known(self))
        return;
    follow_rhythm(self);
    follow_view(self);
}

static void pass_time(struct hall *self, int64_t now_ms)
{
    int64_t minute = now_ms / MINUTE_MS;
    if (!self->minute)
        self->minute = minute;
    for (int i = 0; i < CATCH_UP_MINUTES && self->minute < minute; i++)
        end_minute(self);
    if (self->minute < minute)
        self->minute = minute;
}

static bool take_passages(struct hall *self, int64_t now_ms)
{
    int64_t came = 0, left = 0, slack = 0;
    for (size_t i = 0; i < self->door_count; i++) {
        came += self->doors[i].came;
        left += self->doors[i].left;
        slack += self->doors[i].slack;
        door_taken(&self->doors[i]);
    }
    self->came += came;
    self->left += left;
    self->slack += slack;
    self->raw += came - left;
    self->cycle.ins += (double)came;
    self->cycle.outs += (double)left;
    self->kept += (double)(came - left);
    self->whole_cycle = self->whole_cycle && !slack;
    if (came || left) {
        hall_night_pass(&self->night, now_ms);
        hall_rhythm_pass(&self->rhythm, came, left, now_ms);
    }
    if (came || left || slack)
        self->at_zero = false;
    return slack > 0;
}

/* What a restart finds: the first door carries all, and its slack all doubt. */
static void keep(struct hall *self, int64_t now_ms)
{
    struct heads now;
    heads_now(self, &now);
    int64_t people = llround(heads_mean(&now));
    int64_t below = people - heads_quantile(&now, HEADS_TAIL);
    int64_t above = heads_quantile(&now, 1 - HEADS_TAIL) - people;
    int64_t slack = self->slack + (below > above ? below : above);
    self->kept = (double)people;
    for (size_t i = 0; i < self->door_count; i++) {
        door_anchor(&self->doors[i], people, slack, now_ms);
        people = slack = 0;
    }
}

/* The count is known: a stretch to learn from ends, and another begins. */
static void anchor(struct hall *self, double people, double variance, int64_t now_ms)
{
    bool whole = self->whole_cycle && is_anchored(self);
    self->cycle.gained = people - self->began_people;
    hall_rhythm_end(&self->rhythm, &self->learned, whole ? &self->cycle : NULL, self->began_people);
    if (whole)
        hall_seen_end(&self->seen,
                      self->began_people + hall_learned_gain(&self->learned, &self->cycle) - people,
                      hall_learned_doubt(&self->learned, &self->cycle));
    else
        hall_seen_forget(&self->seen);
    if (whole)
        hall_learned_add(&self->learned, &self->cycle);
    begin_cycle(self, people, variance);
    self->came = self->left = self->came_lately = self->left_lately = 0;
    self->slack = 0;
    for (size_t i = 0; i < self->door_count; i++) {
        self->doors[i].anchored = true;
        self->doors[i].certain_ms = now_ms;
        self->doors[i].doubtful = !self->doors[i].known && self->doors[i].heard;
    }
    keep(self, now_ms);
}

void hall_count(struct hall *self, int64_t people, int64_t now_ms)
{
    pass_time(self, now_ms);
    take_passages(self, now_ms);
    double off = people > 10 ? COUNTING_ERROR * (double)people : 0;
    believe(self, (double)people, off * off);
    self->at_zero = false;
    anchor(self, (double)people, off * off, now_ms);
}

void hall_correct(struct hall *self, int64_t people, int64_t now_ms)
{
    pass_time(self, now_ms);
    take_passages(self, now_ms);
    belief_shift(&self->belief, people);
    self->began_people += (double)people;
    self->at_zero = false;
    keep(self, now_ms);
}

/* The doors say that somebody must be there still: a crowd that nothing else sees, perhaps. */
static bool is_unlikely_empty(const struct hall *self)
{
    return !self->slack && is_anchored(self) && heads_empty(&self->belief.doors) < UNLIKELY;
}

static int64_t quiet_at_ms(const struct hall *self)
{
    int64_t since_ms = self->quiet_since_ms;
    for (size_t i = 0; i < self->door_count; i++)
        if (self->doors[i].pass_ms > since_ms)
            since_ms = self->doors[i].pass_ms;
    if (!self->blind)
        return since_ms + (is_unlikely_empty(self) ? UNLIKELY_FACTOR : 1) * self->quiet_ms;
    if (!hall_night_known(&self->night)) {
        int64_t wait_ms = STRANGE_FACTOR * self->quiet_ms;
        return since_ms + (wait_ms > STRANGE_MS ? wait_ms : STRANGE_MS);
    }
    int64_t factor = is_unlikely_empty(self) ? UNLIKELY_FACTOR : 1;
    return hall_night_next(&self->night, since_ms + factor * self->quiet_ms);
}

static bool is_settled(const struct hall *self)
{
    return self->at_zero && !self->slack && is_anchored(self);
}

static void reset_at_quiet(struct hall *self, int64_t now_ms)
{
    bool empty = self->blind ? true : self->inside.empty;
    if (!empty || self->inside.at_least > 0) {
        self->quiet_since_ms = 0;
        return;
    }
    if (!self->quiet_since_ms)
        self->quiet_since_ms = now_ms;
    if (is_settled(self) || now_ms < quiet_at_ms(self))
        return;
    struct heads heads;
    if (self->blind)
        heads_set_empty(&heads);
    else
        heads_set(&heads, 0, 0);
    belief_set(&self->belief, &heads);
    anchor(self, 0, 0, now_ms);
    self->at_zero = true;
}

/* Who says at one door that nobody is inside says it of all of them. */
static void heed_reset(struct hall *self, int64_t now_ms)
{
    bool was_reset = false;
    int64_t people = 0;
    for (size_t i = 0; i < self->door_count; i++) {
        if (self->doors[i].was_reset)
            people += self->doors[i].reset_net;
        was_reset = was_reset || self->doors[i].was_reset;
        self->doors[i].was_reset = false;
    }
    if (!was_reset)
        return;
    people = people > 0 ? people : 0;
    believe(self, (double)people, 0);
    anchor(self, (double)people, 0, now_ms);
}

static struct present tell(const struct hall *self, const struct heads *now)
{
    int64_t at_least = self->inside.at_least;
    int64_t best = llround(heads_mean(now));
    best = best > at_least ? best : at_least;
    if (!is_anchored(self))
        return (struct present){at_least, best, PRESENT_UNKNOWN};
    int64_t low = heads_quantile(now, HEADS_TAIL), high = heads_quantile(now, 1 - HEADS_TAIL);
    low = (low < best ? low : best) - self->slack;
    high = (high > best ? high : best) + self->slack;
    return (struct present){low > at_least ? low : at_least, best, high};
}

struct present hall_update(struct hall *self, const struct hall_inside *inside, int64_t now_ms)
{
    pass_time(self, now_ms);
    bool known = all_known(self);
    hall_night_at(&self->night, known, now_ms);
    bool unseen = take_passages(self, now_ms);
    self->inside = *inside;
    if (!known) {
        self->quiet_since_ms = 0;
        return (struct present){inside->at_least > 0 ? inside->at_least : PRESENT_UNKNOWN,
                                PRESENT_UNKNOWN, PRESENT_UNKNOWN};
    }
    heed_reset(self, now_ms);
    reset_at_quiet(self, now_ms);
    struct heads now;
    heads_now(self, &now);
    if (unseen || fabs(heads_mean(&now) - self->kept) > KEPT_WITHIN)
        keep(self, now_ms);
    return tell(self, &now);
}

int64_t hall_deadline(const struct hall *self)
{
    return self->quiet_since_ms && !is_settled(self) ? quiet_at_ms(self) : INT64_MAX;
}
