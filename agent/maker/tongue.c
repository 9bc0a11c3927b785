#include "agent/maker/tongue.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

static const char *const codes[TONGUE_COUNT] = {"en", "fr"};

static const char *const texts[SAID_COUNT][TONGUE_COUNT] = {
    [SAID_SENSOR] = {"sensor", "capteur"},
    [SAID_LINE] = {"line", "ligne"},
    [SAID_LAST_MINUTE] = {"last minute", "dernière minute"},
    [SAID_IT_SAYS] = {"it says", "il dit"},
    [SAID_EDGES_A_SECOND] = {"{a} edges/s", "{a} fronts/s"},
    [SAID_FAULTS_ONE] = {"1 fault", "1 défaut"},
    [SAID_FAULTS_MANY] = {"{a} faults", "{a} défauts"},
    [SAID_KEYS] = {"q quits", "q quitte"},
    [SAID_KEYS_MORE] = {"arrows, PgUp, PgDn: more", "flèches, PgUp, PgDn : la suite"},
    [SAID_ACTIVE] = {"active", "actif"},
    [SAID_AT_REST] = {"at rest", "au repos"},
    [SAID_AGO] = {"{a} ago", "il y a {a}"},
    [SAID_SINCE] = {"for {a}", "depuis {a}"},
    [SAID_UNKNOWN] = {"not known", "inconnu"},
    [SAID_TAKEN] = {"taken", "occupé"},
    [SAID_FREE] = {"free", "libre"},
    [SAID_MOTION] = {"motion", "mouvement"},
    [SAID_STILL] = {"still", "calme"},
    [SAID_SOMEBODY] = {"somebody", "quelqu'un"},
    [SAID_NOBODY] = {"nobody", "personne"},
    [SAID_OPEN] = {"open", "ouvert"},
    [SAID_CLOSED] = {"closed", "fermé"},
    [SAID_IN_OUT] = {"in {a}  out {b}", "entrés {a}  sortis {b}"},
    [SAID_IN_OUT_INSIDE] = {"{a}  inside {b}", "{a}  dedans {b}"},
    [SAID_WENT_IN] = {"passed in", "passage : entrée"},
    [SAID_WENT_OUT] = {"passed out", "passage : sortie"},
    [SAID_RESET] = {"reset: nobody is inside", "remise à zéro : personne dedans"},
    [SAID_FAULT] = {"fault", "défaut"},
    [SAID_PLAIN_START] = {"sensors: {a}, from {b}; Ctrl-C ends",
                          "capteurs : {a}, de {b} ; Ctrl-C arrête"},
    [SAID_TOO_SMALL] = {"the window is too small", "la fenêtre est trop petite"},
    [SAID_HELD] = {"it is {a}", "c'est {a}"},
    [SAID_HELD_OUR] = {"it is {a}, and lines can be had once only; stop it for as long: sudo "
                       "systemctl stop lampion-agent",
                       "c'est {a}, et une ligne ne se prend qu'une fois ; arrêtez-le le temps "
                       "voulu : sudo systemctl stop lampion-agent"},
    [SAID_CHECK_CHIPS] = {"chips", "puces"},
    [SAID_CHECK_BOARD] = {"board", "carte"},
    [SAID_CHECK_LINES] = {"lines", "lignes"},
    [SAID_CHECK_WIRING] = {"wiring", "câblage"},
    [SAID_CHECK_CLOCK] = {"clock", "horloge"},
    [SAID_CHECK_BROKER] = {"broker", "broker"},
    [SAID_CHECK_DISK] = {"disk", "disque"},
    [SAID_OK] = {"well", "bien"},
    [SAID_FOUND] = {"WRONG", "FAUX"},
    [SAID_NOTE] = {"note", "note"},
    [SAID_ALL_WELL] = {"All is well.", "Tout va bien."},
    [SAID_ONE_FOUND] = {"1 thing to put right.", "1 chose à corriger."},
    [SAID_MANY_FOUND] = {"{a} things to put right.", "{a} choses à corriger."},
    [SAID_HANDS_OFF] = {"Looking at the lines for {a} s: nobody near the sensors, please.",
                        "Les lignes sont observées {a} s : personne près des capteurs, svp."},
    [SAID_WALK_HEAD] = {"Go through {a} alone, {b} times in and {b} times out, by turns.",
                        "Passez {a} seul, {b} fois dans chaque sens, en alternant."},
    [SAID_WALK_KEYS] = {"Enter when you are through; r Enter: that one does not count; e Enter: "
                        "the end.",
                        "Entrée une fois passé ; r Entrée : ce passage ne compte pas ; e Entrée : "
                        "fin."},
    [SAID_WALK_GO_IN] = {"{a}  go IN, then Enter", "{a}  ENTREZ, puis Entrée"},
    [SAID_WALK_GO_OUT] = {"{a}  go OUT, then Enter", "{a}  SORTEZ, puis Entrée"},
    [SAID_WALK_SEEN] = {"seen: {a}", "vu : {a}"},
    [SAID_WALK_NOTHING] = {"seen: nothing", "vu : rien"},
    [SAID_WALK_IN] = {"in", "entrée"},
    [SAID_WALK_OUT] = {"out", "sortie"},
    [SAID_WALK_AGAIN] = {"again", "on recommence"},
    [SAID_WALK_NONE] = {"No passage, no figure.", "Aucun passage, aucun chiffre."},
    [SAID_WALK_TABLE] = {"        passages  right  missed  wrong way  other    error  95 %",
                         "        passages justes manqués à l'envers autres   erreur  95 %"},
    [SAID_WALK_ERROR] = {"Counting error {a} (95 %: {b}).", "Erreur de comptage {a} (95 % : {b})."},
    [SAID_WALK_FAULTS] = {"The sensor said {a} faults meanwhile.",
                          "Le capteur a dit {a} défauts entre-temps."},
    [SAID_WALK_SWAPPED] = {"The beams are swapped. In agent.yaml: lines: {outer: {b}, inner: {a}}",
                           "Les faisceaux sont inversés. Dans agent.yaml : lines: {outer: {b}, "
                           "inner: {a}}"},
    [SAID_WALK_SWAPPED_ANY] = {"In and out are swapped: exchange the two lines in agent.yaml.",
                               "Entrée et sortie sont inversées : échangez les deux lignes dans "
                               "agent.yaml."},
    [SAID_WALK_DESK] = {"For the desk, so that the figures can say how sure they are:",
                        "Pour le poste, afin que les chiffres disent leur précision :"},
};

static const struct {
    const char *code;
    const char *words[TONGUE_COUNT];
} faults[] = {
    {"both-pressed", {"both buttons at once", "les deux boutons à la fois"}},
    {"chatter", {"pulses too close to each other", "impulsions trop rapprochées"}},
    {"chattering",
     {"it changes faster than any person: loose wire, missing pull?",
      "change plus vite que personne : fil mal serré, résistance absente ?"}},
    {"edges-lost", {"edges were lost", "des fronts ont été perdus"}},
    {"flutter",
     {"it changes oftener than its sensor can: loose contact?",
      "change plus souvent que possible : faux contact ?"}},
    {"frozen", {"its edges do not arrive", "ses fronts n'arrivent pas"}},
    {"gap", {"the beams were apart in time", "faisceaux trop espacés dans le temps"}},
    {"held", {"a button is held, or stuck", "un bouton est tenu ou coincé"}},
    {"jump",
     {"both beams changed in one moment: who was first?",
      "les deux faisceaux au même instant : lequel d'abord ?"}},
    {"nobody-inside", {"out, but nobody was inside", "sortie, mais personne n'était dedans"}},
    {"obstructed",
     {"the doorway is blocked: what stands in the beam?",
      "passage bloqué : qu'y a-t-il dans le faisceau ?"}},
    {"restless", {"it never comes to rest: loose wire?", "ne se pose jamais : fil mal serré ?"}},
    {"stuck",
     {"the pulse does not end: wiring, active level?",
      "l'impulsion ne finit pas : câblage, niveau actif ?"}},
    {"too-fast", {"faster than a person walks", "plus vite qu'une personne ne marche"}},
    {"too-short", {"too short for such a sensor", "trop court pour un tel capteur"}},
    {"two-people", {"two people at once, not decided", "deux personnes à la fois, indécis"}},
    {"unclear", {"not clear what went through", "passage indécis"}},
    {"unplugged", {"its chip is not there: plug it in", "sa puce est absente : branchez-la"}},
};

/* The first of these variables that says something, as POSIX orders them. */
static const char *environment(const char *category)
{
    const char *const names[] = {"LC_ALL", category, "LANG"};
    for (size_t i = 0; i < 3; i++) {
        const char *value = getenv(names[i]);
        if (value && *value)
            return value;
    }
    return "";
}

bool tongue_choose(const char *given, enum tongue *tongue)
{
    const char *wanted = given ? given : environment("LC_MESSAGES");
    *tongue = TONGUE_EN;
    for (int i = 0; i < TONGUE_COUNT; i++) {
        if (strncmp(wanted, codes[i], 2) != 0 || (given && wanted[2]))
            continue;
        *tongue = (enum tongue)i;
        return true;
    }
    return !given;
}

int tongue_read(const char *given, enum tongue *tongue, struct why *why)
{
    if (tongue_choose(given, tongue))
        return 0;
    return why_set(why, EINVAL, "--lang %.20s: expected en or fr", given);
}

bool tongue_is_wide(void)
{
    const char *locale = environment("LC_CTYPE"), *terminal = getenv("TERM");
    bool utf8 = strcasestr(locale, "utf-8") || strcasestr(locale, "utf8");
    return utf8 && !(terminal && strcmp(terminal, "dumb") == 0);
}

const char *tongue_text(enum tongue tongue, enum said said)
{
    return texts[said][tongue];
}

const char *tongue_fault(enum tongue tongue, const char *code)
{
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++)
        if (strcmp(faults[i].code, code) == 0)
            return faults[i].words[tongue];
    return code;
}

void tongue_fill(FILE *out, const char *text, const char *a, const char *b)
{
    for (; *text; text++) {
        bool place = text[0] == '{' && (text[1] == 'a' || text[1] == 'b') && text[2] == '}';
        if (!place) { /* also the braces of a piece of YAML */
            putc(*text, out);
            continue;
        }
        fputs(text[1] == 'a' ? a : b, out);
        text += 2;
    }
}

void tongue_write(FILE *out, enum tongue tongue, enum said said, const char *a, const char *b)
{
    tongue_fill(out, texts[said][tongue], a, b);
}

void tongue_narrow(char *text)
{
    static const struct {
        const char *wide;
        char narrow;
    } table[] = {{"é", 'e'}, {"è", 'e'}, {"ê", 'e'}, {"à", 'a'}, {"â", 'a'},
                 {"ç", 'c'}, {"î", 'i'}, {"ô", 'o'}, {"û", 'u'}, {"ù", 'u'},
                 {"É", 'E'}, {"À", 'A'}, {"→", '>'}, {"…", '.'}};
    char *to = text;
    while (*text) {
        size_t i = 0, length = 1;
        char narrow = *text;
        if ((unsigned char)*text >= 0x80) {
            while (((unsigned char)text[length] & 0xc0) == 0x80)
                length++;
            narrow = '?';
            for (; i < sizeof table / sizeof *table; i++)
                if (strncmp(text, table[i].wide, strlen(table[i].wide)) == 0)
                    narrow = table[i].narrow;
        }
        *to++ = narrow;
        text += length;
    }
    *to = 0;
}

/* Rows come whole: the stream's buffer is by rows and longer than any of ours. */
static ssize_t write_narrow(void *cookie, const char *text, size_t length)
{
    int fd = (int)(intptr_t)cookie;
    char *copy = strndup(text, length);
    if (!copy)
        return -1;
    tongue_narrow(copy);
    ssize_t wrote = write(fd, copy, strlen(copy));
    free(copy);
    return wrote < 0 ? -1 : (ssize_t)length;
}

FILE *tongue_open(int fd)
{
    const cookie_io_functions_t functions = {.write = write_narrow};
    FILE *file = NULL;
    if (!tongue_is_wide()) {
        file = fopencookie((void *)(intptr_t)fd, "w", functions);
    } else {
        int copy = dup(fd);
        file = copy < 0 ? NULL : fdopen(copy, "w");
    }
    if (file)
        setvbuf(file, NULL, _IOLBF, BUFSIZ);
    return file;
}

size_t tongue_columns(const char *text)
{
    size_t columns = 0;
    for (; *text; text++)
        columns += ((unsigned char)*text & 0xc0) != 0x80;
    return columns;
}
