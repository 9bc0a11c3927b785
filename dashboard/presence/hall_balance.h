/* Mass balance between a hall and the halls it contains: what each is told within what the
 * others allow. Pure. */
#ifndef LAMPION_PRESENCE_HALL_BALANCE_H
#define LAMPION_PRESENCE_HALL_BALANCE_H

#include "dashboard/presence/hall.h"

/* `parts` are all the halls that `whole` contains; with `partition` nobody can be in the whole
 * but in one of them. Lower bounds win over upper ones, and upper ones over best guesses. */
void hall_balance(struct present *whole, struct present *const *parts, size_t count,
                  bool partition);

#endif
