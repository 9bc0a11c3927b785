#include "dashboard/page/finding_line.h"

#include "dashboard/page/lang.h"

static enum text finding_text(enum health_kind kind)
{
    switch (kind) {
    case HEALTH_SILENT:
        return TEXT_HEALTH_SILENT;
    case HEALTH_CHATTERING:
        return TEXT_HEALTH_CHATTERING;
    case HEALTH_STUCK:
        return TEXT_HEALTH_STUCK;
    case HEALTH_TAKEN_CLOSED:
        return TEXT_HEALTH_TAKEN_CLOSED;
    case HEALTH_NEVER_USED:
        return TEXT_HEALTH_NEVER_USED;
    case HEALTH_ONE_WAY:
        return TEXT_HEALTH_ONE_WAY;
    default:
        return TEXT_HEALTH_NOBODY;
    }
}

void finding_who(struct buffer *out, const struct health_finding *finding,
                 const struct place *place)
{
    if (finding->sensor == SENSOR_NONE) {
        buffer_text(out, place->zones[finding->zone].id);
        return;
    }
    buffer_text(out, place->sensors[finding->sensor].agent);
    buffer_text(out, "/");
    buffer_text(out, place->sensors[finding->sensor].sensor);
}

void finding_line(struct buffer *out, const struct health_finding *finding,
                  const struct place *place, enum language language)
{
    struct buffer who = {0};
    finding_who(&who, finding, place);
    lang_write(out, language, finding_text(finding->kind), buffer_peek(&who), NULL);
    buffer_free(&who);
}
