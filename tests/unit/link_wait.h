/* Waiting for what a link says. The deadline only keeps a broken build from hanging. */
#ifndef LAMPION_TESTS_UNIT_LINK_WAIT_H
#define LAMPION_TESTS_UNIT_LINK_WAIT_H

#include "tests/unit/test.h"

#include "agent/common/link.h"
#include "agent/common/time.h"
#include <poll.h>

#define PATIENCE_MS 30000

/* Runs the loop of one link until it says something; false when it stays silent. */
static inline bool wait_next(struct link *link, struct link_item *item, int64_t patience_ms)
{
    int64_t until_ms = clock_real_ms() + patience_ms;
    for (;;) {
        int64_t now_ms = clock_real_ms();
        link_tick(link, now_ms);
        if (link_next(link, item))
            return true;
        if (now_ms >= until_ms)
            return false;
        int64_t wake_ms = link_deadline(link) < until_ms ? link_deadline(link) : until_ms;
        struct pollfd fd = {.fd = link_fd(link), .events = POLLIN};
        poll(&fd, 1, wake_ms > now_ms ? (int)(wake_ms - now_ms) : 0);
    }
}

/* The next item of a kind; others are passed over. */
static inline struct link_item wait_kind(struct link *link, enum link_item_kind kind)
{
    struct link_item item;
    while (wait_next(link, &item, PATIENCE_MS)) {
        if (item.kind == kind)
            return item;
        link_item_clear(&item);
    }
    fail_msg("nothing of kind %d came", kind);
    return item;
}

static inline void wait_connected(struct link *link)
{
    wait_kind(link, LINK_CONNECTED);
    assert_true(link_is_connected(link));
}

#endif
