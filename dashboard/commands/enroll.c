/* Who may speak: a credential for an agent or the collector, a certificate for the broker. */
#include "agent/common/command.h"
#include "agent/common/time.h"
#include "agent/common/topic.h"
#include "dashboard/access/broker_files.h"
#include "dashboard/commands/commands.h"
#include "dashboard/commands/enrolling.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct words {
    const char *config, *file, *broker, *listen, *uri, *broker_ca, *days, *clock;
    const char *collector, *print, *password; /* switches */
    const char *agent;
    int64_t days_count, port;
    char address[64];
};

/* ---- the command line ---- */

static int take_number(const char *text, int64_t standard, int64_t maximum, int64_t *number)
{
    char *rest = "";
    errno = 0;
    *number = text ? strtoll(text, &rest, 10) : standard;
    return errno || *rest || *number < 1 || *number > maximum ? -EINVAL : 0;
}

/* [ADDRESS:]PORT */
static int take_listen(struct words *words)
{
    const char *colon = words->listen ? strrchr(words->listen, ':') : NULL;
    size_t length = colon ? (size_t)(colon - words->listen) : 0;
    if (length >= sizeof words->address ||
        (length && strspn(words->listen, "abcdefghijklmnopqrstuvwxyz0123456789.:-") < length))
        return -EINVAL;
    memcpy(words->address, words->listen ? words->listen : "", length);
    return take_number(colon ? colon + 1 : words->listen, ENROLMENT_PORT, 65535, &words->port);
}

static int check_client(const struct words *words, struct why *why)
{
    if (!words->agent && !words->collector)
        return why_set(why, EINVAL, "say for whom: AGENT, --collector or --broker HOST");
    if (words->agent && !id_is_valid(words->agent))
        return why_set(why, EINVAL, "%.100s: an agent's id is made of a-z, 0-9 and -, at most 32",
                       words->agent);
    if (!words->file)
        return why_set(why, EINVAL, "-o FILE is missing: where the credential is written");
    if (words->print && (!words->uri || !words->broker_ca))
        return why_set(why, EINVAL,
                       "--print is for a broker that others run: say which (--uri "
                       "mqtts://HOST:8883) and who vouches for it (--broker-ca FILE, or system)");
    if (!words->print && (words->password || words->broker_ca))
        return why_set(why, EINVAL,
                       "--password and --broker-ca go with --print, for a broker that "
                       "others run: ours asks for certificates");
    return 0;
}

static int check_words(struct words *words, struct why *why)
{
    if (take_number(words->days, ENROLMENT_DAYS, 3660, &words->days_count))
        return why_set(why, EINVAL, "--days %s: expected 1 to 3660", words->days);
    if (take_listen(words))
        return why_set(why, EINVAL, "--listen %s: expected [ADDRESS:]PORT", words->listen);
    if ((words->agent != NULL) + (words->collector != NULL) + (words->broker != NULL) > 1)
        return why_set(why, EINVAL, "one at a time: AGENT, --collector or --broker HOST");
    if (words->listen && !words->broker)
        return why_set(why, EINVAL, "--listen goes with --broker HOST");
    return words->broker ? 0 : check_client(words, why);
}

/* ---- the words to the person ---- */

static void tell_collector(const char *file, const char *broker)
{
    char *path = realpath(file, NULL); /* in lampion.yaml it would count from there */
    printf("In lampion.yaml:\n  broker: {uri: \"%s\", credential: %s}\n", broker,
           path ? path : file);
    free(path);
}

static void tell_file(const struct words *words, const struct enrolment_result *result)
{
    char until[TIME_TEXT_MAX];
    const char *who = words->agent ? words->agent : "the collector";
    printf("%s: the credential of %s", words->file, who);
    if (result->until_ms != TIME_NEVER) {
        time_format_s(result->until_ms, until);
        printf(", until %s", until);
    }
    printf(". It is secret.\n");
    if (words->agent)
        printf("Carry it to the board, there: sudo lampion-agent enroll %s; then delete it here.\n",
               strrchr(words->file, '/') ? strrchr(words->file, '/') + 1 : words->file);
    else
        tell_collector(words->file, result->broker);
    if (result->revoked)
        printf("What %s held before is revoked: it ends when the broker starts again, so install "
               "the new one first.\n",
               who);
}

static void tell_administrator(const struct words *words, const struct enrolling *self,
                               const struct enrolment_result *result)
{
    printf("\n# For the administrator of %s\n\n# Access list (acl_file):\n", result->broker);
    broker_files_user(stdout, self->place, words->agent, result->user);
    if (!words->agent)
        broker_files_topics(stdout, self->topics);
    if (result->password_line) {
        printf("\n# Password (password_file); the password itself stands in the credential:\n%s\n",
               result->password_line);
        return;
    }
    printf("\n# The user is the name in its certificate (require_certificate true,\n"
           "# use_identity_as_username true). Ours vouches for it (cafile):\n%s"
           "\n# The certificate of %s:\n%s",
           enrolment_authority(self->enrolment), result->user, result->certificate);
}

static void tell_broker(const struct words *words, const struct enrolling *self)
{
    const char *folder = self->config->broker_files;
    printf("%s: listener, access list and certificate for a mosquitto on port %lld, called %s\n"
           "Let it read them and start it again:\n"
           "  sudo ln -sf %s/lampion.conf /etc/mosquitto/conf.d/lampion.conf\n"
           "  sudo systemctl restart mosquitto\n",
           folder, (long long)words->port, words->broker, folder);
    if (geteuid() != 0)
        printf("First: sudo chown -R mosquitto: %s (as root lampion enroll does it)\n", folder);
}

/* ---- the work ---- */

static int enroll_client(const struct words *words, struct enrolling *self, struct why *why)
{
    const struct enrolment_request request = {.agent = words->agent,
                                              .file = words->file,
                                              .uri = words->uri,
                                              .elsewhere = words->print != NULL,
                                              .broker_ca = words->broker_ca,
                                              .password = words->password != NULL};
    struct enrolment_result result;
    int error = enrolment_client(self->enrolment, &request, &result, why);
    if (error)
        return error;
    tell_file(words, &result);
    if (words->print)
        tell_administrator(words, self, &result);
    enrolment_result_clear(&result);
    return 0;
}

static int enroll(const struct words *words)
{
    struct enrolling self;
    struct why why;
    int code = enrolling_open(&self, "enroll", words->config, words->clock, words->days_count);
    if (code)
        return code;
    int error;
    if (words->broker) {
        error =
            enrolment_broker(self.enrolment, words->broker, words->address, (int)words->port, &why);
        if (!error)
            tell_broker(words, &self);
    } else {
        error = enroll_client(words, &self, &why);
    }
    if (error)
        fprintf(stderr, "lampion enroll: %s\n", why.text);
    enrolling_close(&self);
    return error ? EXIT_FAILED : EXIT_DONE;
}

int command_enroll(int argc, char **argv)
{
    struct words words = {.config = NULL};
    const struct command_option options[] = {
        {"config", "FILE", "the installation, lampion.yaml", &words.config, true},
        {"o", "FILE", "where the credential is written (mode 0600)", &words.file},
        {"collector", NULL, "for the collector itself", &words.collector},
        {"broker", "HOST[,HOST]", "for a mosquitto of ours: the names that boards call it by",
         &words.broker},
        {"listen", "[ADDRESS:]PORT", "where it listens (standard: 8883)", &words.listen},
        {"days", "N", "how long it holds (standard: 730)", &words.days},
        {"uri", "URI", "the broker's address, when it is not ours or called otherwise", &words.uri},
        {"print", NULL, "for a broker that others run: say what its administrator needs",
         &words.print},
        {"broker-ca", "FILE|system", "who vouches for that broker", &words.broker_ca},
        {"password", NULL, "a password instead of a certificate, for that broker", &words.password},
        {"clock", "REAL_MS,WALL_MS,SPEED", "simulated time, for tests", &words.clock},
        {0},
    };
    int count;
    int shown = command_options(options, "AGENT | --collector | --broker HOST  --config FILE", argc,
                                argv, &count);
    if (shown)
        return shown > 0 ? EXIT_DONE : EXIT_USAGE;
    struct why why;
    words.agent = count ? argv[1] : NULL;
    if (count > 1 ? why_set(&why, EINVAL, "one agent at a time") : check_words(&words, &why)) {
        fprintf(stderr, "lampion enroll: %s; see lampion enroll --help\n", why.text);
        return EXIT_USAGE;
    }
    return enroll(&words);
}
