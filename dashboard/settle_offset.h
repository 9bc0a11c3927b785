/* Corrections and counts by a person of a time whose raw events are gone.
 *
 * Each is an offset to the slots of its zone from its time to the reset of that day, at most a day,
 * and never into what can still be settled. The reset: the first slot known empty after one that
 * was not, or after the place's day. Slots that it changes say so (SLOT_CORRECTED); they are kept
 * as they were, so that all offsets of a zone are put on anew, in order, whenever one comes or is
 * retracted: done twice is done once. A correction that was settled with its raw events and is
 * retracted afterwards is an offset the other way; of such a count nobody knows any more what it
 * changed, and it stays. Imported slots are left alone, and so is what is kept as days only. */
#ifndef LAMPION_SETTLE_OFFSET_H
#define LAMPION_SETTLE_OFFSET_H

#include "dashboard/settle_day.h"

/* Takes up what is new of before `before_ms`, in the caller's transaction (which it may commit in
 * parts; it is called again then). `day`: its versions alone are looked at. 0 or -EIO with why. */
int settle_offsets(struct store *store, struct slots *slots, const struct settle_day *day,
                   int64_t before_ms, struct why *why);

/* Until when an offset from `from_s` holds, by the slots from that of from_s on, in order. Pure. */
int64_t settle_offset_until(const struct slot *slots, size_t count, int64_t from_s,
                            int64_t day_end_s);

#endif
