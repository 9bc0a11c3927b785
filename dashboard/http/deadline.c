#include "dashboard/http/deadline.h"

static const int64_t lasts_ms[DEADLINE_KINDS] = {
    [DEADLINE_ASK] = 10000,
    [DEADLINE_READ] = 60000,
    [DEADLINE_AGAIN] = 30000,
};

void deadline_set(struct deadlines *self, struct deadline *deadline, enum deadline_kind kind,
                  int64_t now_ms)
{
    *deadline = (struct deadline){
        .kind = kind, .at_ms = now_ms + lasts_ms[kind], .previous = self->last[kind]};
    if (deadline->previous) {
        deadline->previous->next = deadline;
    } else {
        self->first[kind] = deadline;
    }
    self->last[kind] = deadline;
}

void deadline_clear(struct deadlines *self, struct deadline *deadline)
{
    if (deadline->at_ms == 0) {
        return;
    }
    if (deadline->previous) {
        deadline->previous->next = deadline->next;
    } else {
        self->first[deadline->kind] = deadline->next;
    }
    if (deadline->next) {
        deadline->next->previous = deadline->previous;
    } else {
        self->last[deadline->kind] = deadline->previous;
    }
    *deadline = (struct deadline){0};
}

struct deadline *deadline_passed(const struct deadlines *self, int64_t now_ms)
{
    for (int kind = 0; kind < DEADLINE_KINDS; kind++) {
        if (self->first[kind] && self->first[kind]->at_ms <= now_ms) {
            return self->first[kind];
        }
    }
    return NULL;
}

int64_t deadline_next_ms(const struct deadlines *self)
{
    int64_t next_ms = INT64_MAX;
    for (int kind = 0; kind < DEADLINE_KINDS; kind++) {
        if (self->first[kind] && self->first[kind]->at_ms < next_ms) {
            next_ms = self->first[kind]->at_ms;
        }
    }
    return next_ms;
}
