#include "dashboard/ingest/voice.h"

#include <string.h>

#define BACK_MARGIN_MS 1000 /* that placing a board's time may be wrong by */

static int64_t least(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

bool voice_hear_conn(struct voice *self, uint64_t conn)
{
    if (conn < self->conn)
        return false;
    self->conn = conn;
    return true;
}

void voice_end(struct voice *self, uint64_t conn)
{
    self->has_gone = true;
    self->gone_conn = conn;
}

static void offset_hear(struct voice *self, int64_t mono_ms, int64_t offset_ms)
{
    if (!self->has_state) {
        self->window_mono_ms = mono_ms;
        self->offset_ms = self->offset_before_ms = offset_ms;
    } else if (mono_ms - self->window_mono_ms >= VOICE_WINDOW_MS) {
        self->window_mono_ms = mono_ms;
        self->offset_before_ms = self->offset_ms;
        self->offset_ms = offset_ms;
    }
    self->offset_ms = least(self->offset_ms, offset_ms);
}

void voice_hear_boot(struct voice *self, const char *boot)
{
    if (strcmp(self->boot, boot) == 0)
        return;
    strcpy(self->boot, boot);
    self->has_state = false; /* another clock */
}

bool voice_hear_state(struct voice *self, const struct state_message *state, int64_t now_ms)
{
    if (self->has_gone && state->conn <= self->gone_conn)
        return false;
    voice_hear_boot(self, state->boot);
    if (self->has_state && state->conn == self->conn && state->mono_ms < self->state_mono_ms)
        return false;
    if (!voice_hear_conn(self, state->conn))
        return false;
    offset_hear(self, state->mono_ms, now_ms - state->mono_ms);
    self->has_state = true;
    self->state_mono_ms = state->mono_ms;
    return true;
}

int64_t voice_place(const struct voice *self, int64_t board_ms)
{
    return board_ms + least(self->offset_ms, self->offset_before_ms);
}

bool voice_is_back(const struct voice *self, uint64_t conn, const struct state_message *state)
{
    if (conn > self->conn)
        return true;
    if (state == NULL || conn < self->conn)
        return false;
    /* A connection that was only told of speaks for the first time. */
    if (!self->has_state || strcmp(state->boot, self->boot) != 0)
        return true;
    return voice_place(self, state->mono_ms) > self->retired_ms + BACK_MARGIN_MS;
}
