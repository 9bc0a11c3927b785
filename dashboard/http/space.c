#include "dashboard/http/space.h"

#include "dashboard/page/space_json.h"
#include <string.h>

static struct reply *refusal(const char *words)
{
    struct reply *reply = reply_words(404, words);
    if (reply) {
        reply_header(reply, "Access-Control-Allow-Origin", "*");
    }
    return reply;
}

/* The same for everybody, whoever asks: it is a file for the whole world, or none. */
struct reply *answer_space(struct site *site, const struct request *request)
{
    const struct snapshot *snapshot = site->editions.snapshot;
    (void)request;
    if (!snapshot) {
        return reply_words(503, "No figures yet: the collector is starting.\n");
    }
    if (snapshot->place->privacy.visibility != VISIBILITY_PUBLIC) {
        return refusal("This place is not public, so it is in no directory: privacy.visibility in "
                       "place.yaml says so.\n");
    }
    const char *lacks = space_lacks(snapshot->place);
    if (lacks) {
        return refusal(lacks);
    }
    char *json = space_json(snapshot, site->editions.open_changed_ms);
    struct reply *reply =
        reply_new(200, "application/json; charset=utf-8", json, json ? strlen(json) : 0);
    if (reply) {
        reply_header(reply, "Cache-Control", "no-store");
        reply_header(reply, "Access-Control-Allow-Origin", "*");
    }
    return reply;
}
