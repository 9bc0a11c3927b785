#include "agent/commands/commands.h"

#include "agent/maker/scene.h"
#include "agent/maker/seconds.h"
#include "agent/maker/terminal.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define FRAME_MS 250

struct watch {
    struct scene scene;
    struct page_style style;
    int first;   /* row of the sensors on top */
    char *shown; /* the last page; nothing is sent twice */
    size_t shown_size;
    int64_t end_ms; /* real */
};

static char *make_page(struct watch *self, size_t *size)
{
    struct page page;
    char clock[32], *text = NULL;
    scene_page(&self->scene, &page);
    scene_clock(&self->scene, page.now_ms, false, clock);
    page.clock = clock;
    page.source = scene_source(self->scene.config);
    int most = page_height(&page) - page_room(&self->style);
    self->first = self->first > most ? most : self->first;
    self->first = self->first < 0 ? 0 : self->first;
    FILE *out = open_memstream(&text, size);
    if (!out)
        return NULL;
    page_draw(&page, &self->style, self->first, out);
    fclose(out);
    return text;
}

static void show(struct watch *self)
{
    size_t size = 0;
    char *text = make_page(self, &size);
    if (!text)
        return;
    if (!self->shown || size != self->shown_size || memcmp(text, self->shown, size) != 0)
        terminal_show(text, size);
    free(self->shown);
    self->shown = text;
    self->shown_size = size;
}

/* False: the person wants to leave. */
static bool take_keys(struct watch *self)
{
    int room = page_room(&self->style), key;
    while ((key = terminal_key()) > 0) {
        const int moves[] = {[KEY_UP] = -1,          [KEY_DOWN] = 1,      [KEY_PAGE_UP] = -room,
                             [KEY_PAGE_DOWN] = room, [KEY_HOME] = -10000, [KEY_END] = 10000};
        if (key == KEY_QUIT)
            return false;
        self->first += moves[key];
        self->first = self->first < 0 ? 0 : self->first;
    }
    return key == KEY_NONE;
}

static int watch_page(struct watch *self)
{
    int err = terminal_open();
    if (err < 0)
        return err;
    int said = 0;
    bool on = true;
    terminal_size(&self->style.columns, &self->style.rows);
    while (on && said >= 0 && !(said & LIVE_STOP)) {
        show(self);
        int64_t now_ms = clock_real_ms();
        if (now_ms >= self->end_ms)
            break;
        said = live_turn(&self->scene.live, STDIN_FILENO, now_ms + FRAME_MS);
        if (said > 0 && said & LIVE_RESIZED) {
            terminal_size(&self->style.columns, &self->style.rows);
            free(self->shown);
            self->shown = NULL;
        }
        if (said > 0 && said & LIVE_INPUT)
            on = take_keys(self);
    }
    terminal_close();
    return said < 0 ? said : 0;
}

static int watch_plain(struct watch *self, FILE *out)
{
    int said = 0;
    while (said >= 0 && !(said & LIVE_STOP) && fflush(out) == 0) {
        int64_t now_ms = clock_real_ms();
        if (now_ms >= self->end_ms)
            break;
        said = live_turn(&self->scene.live, -1, now_ms + FRAME_MS);
    }
    return said < 0 ? said : 0;
}

static int watch(struct watch *self, const struct agent_config *config,
                 const struct lampion_clock *clock, bool plain, struct why *why)
{
    FILE *out = tongue_open(STDOUT_FILENO);
    if (!out)
        return why_set(why, errno, "standard output: %s", strerror(errno));
    int result =
        scene_open(&self->scene, config, clock, plain ? out : NULL, self->style.tongue, why);
    if (result < 0) {
        fclose(out);
        return result;
    }
    result = plain ? watch_plain(self, out) : watch_page(self);
    if (result < 0)
        why_set(why, -result, "%s: %s; is the chip still there?", config->path, strerror(-result));
    scene_close(&self->scene);
    fclose(out);
    free(self->shown);
    return result;
}

int command_watch(int argc, char **argv)
{
    const char *path = NULL, *spec = NULL, *seconds = NULL, *lang = NULL, *plain = NULL;
    const char *no_colour = getenv("NO_COLOR"); /* no-color.org */
    const char *no_colour_given = NULL, *no_color_given = NULL;
    const struct command_option options[] = {
        {"config", "FILE", "what is wired here (agent.yaml)", &path, true},
        {"plain", NULL, "lines as they happen, no page (without a terminal: always)", &plain,
         false},
        {"no-colour", NULL, "so does NO_COLOR in the environment", &no_colour_given, false},
        {"no-color", NULL, "the same", &no_color_given, false},
        {"lang", "LANG", "en or fr (standard: the environment's)", &lang, false},
        {"seconds", "N", "ends by itself", &seconds, false},
        {"clock", "SPEC", "simulated time, REAL_MS,WALL_MS,SPEED", &spec, false},
        {0},
    };
    int answer = command_options(options, "--config agent.yaml [--plain]", argc, argv, NULL);
    if (answer != 0)
        return answer > 0 ? EXIT_DONE : EXIT_USAGE;
    struct watch self = {.style.wide = tongue_is_wide()};
    struct lampion_clock clock = clock_real();
    struct agent_config config;
    struct why why;
    self.style.colour = !(no_colour && *no_colour) && !no_colour_given && !no_color_given;
    if (seconds_read(seconds, &self.end_ms, &why) < 0 ||
        tongue_read(lang, &self.style.tongue, &why) < 0 ||
        (spec && clock_parse(&clock, spec, &why) < 0) ||
        agent_config_read(&config, path, &why) < 0) {
        fprintf(stderr, "%s\n", why.text);
        return EXIT_USAGE;
    }
    int result = watch(&self, &config, &clock, plain || !terminal_is_there(), &why);
    if (result < 0)
        fprintf(stderr, "%s\n", why.text);
    agent_config_clear(&config);
    return result < 0 ? EXIT_FAILED : EXIT_DONE;
}
