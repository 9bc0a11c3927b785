#include "agent/maker/finding.h"

#include <stdlib.h>
#include <string.h>

enum { WIDTH = 80, INDENT = 16 };

struct text {
    enum finding_grade grade;
    enum said part;
    const char *what[TONGUE_COUNT];
    const char *next[TONGUE_COUNT]; /* NULL: nothing is to be done */
};

#define W GRADE_WRONG

static const struct text table[FINDING_COUNT] = {
    [FINDING_CHIP_OK] = {GRADE_WELL,
                         SAID_CHECK_CHIPS,
                         {"{a}: lines {b}", "{a} : lignes {b}"},
                         {NULL, NULL}},
    [FINDING_CHIPS_NONE] =
        {W,
         SAID_CHECK_CHIPS,
         {"no GPIO chip here (/dev/gpiochip*)", "aucune puce GPIO ici (/dev/gpiochip*)"},
         {"is this the board? To try without one: lines: {source: trace, file: T.csv}",
          "est-ce bien la carte ? Pour essayer sans : lines: {source: trace, file: T.csv}"}},
    [FINDING_CHIP_GROUP] =
        {W,
         SAID_CHECK_CHIPS,
         {"{a} is for the group {b}, and this user is not in it",
          "{a} est au groupe {b}, et cet utilisateur n'en est pas"},
         {"sudo usermod -aG {b} YOUR-NAME, then log in again. The daemon has Group=gpio of its own",
          "sudo usermod -aG {b} VOTRE-NOM, puis reconnectez-vous. Le démon a son propre "
          "Group=gpio"}},
    [FINDING_CHIP_UDEV] =
        {W,
         SAID_CHECK_CHIPS,
         {"{a} may not be opened by any group (it is {b}): the udev rule is missing",
          "{a} n'est ouvert à aucun groupe ({b}) : la règle udev manque"},
         {"put 60-lampion-gpio.rules (systemd/ of the source; a package does it) into "
          "/etc/udev/rules.d, then sudo udevadm control --reload and sudo udevadm trigger",
          "mettez 60-lampion-gpio.rules (systemd/ des sources ; un paquet le fait) dans "
          "/etc/udev/rules.d, puis sudo udevadm control --reload et sudo udevadm trigger"}},
    [FINDING_CHIP_BROKEN] = {W,
                             SAID_CHECK_CHIPS,
                             {"{a} cannot be opened: {b}", "{a} ne s'ouvre pas : {b}"},
                             {"unplug and plug it, or start the board again; dmesg says more",
                              "rebranchez-la ou redémarrez la carte ; dmesg en dit plus"}},
    [FINDING_TRACE] = {GRADE_NOTE,
                       SAID_CHECK_CHIPS,
                       {"the lines come from the trace {a}: no chip was looked at",
                        "les lignes viennent de la trace {a} : aucune puce n'est regardée"},
                       {NULL, NULL}},
    [FINDING_BOARD_OK] = {GRADE_WELL, SAID_CHECK_BOARD, {"{a}", "{a}"}, {NULL, NULL}},
    [FINDING_BOARD_WRONG] = {W,
                             SAID_CHECK_BOARD,
                             {"{a}: {b}", "{a} : {b}"},
                             {"put right board: or chip: in that file; lampion-agent doctor alone "
                              "says what this board is",
                              "corrigez board: ou chip: dans ce fichier ; lampion-agent doctor "
                              "seul dit quelle est cette carte"}},
    [FINDING_BOARD_GUESS] = {GRADE_NOTE,
                             SAID_CHECK_BOARD,
                             {"this is {a}", "ceci est {a}"},
                             {"in agent.yaml: {b}", "dans agent.yaml : {b}"}},
    [FINDING_LINES_OK] = {GRADE_WELL,
                          SAID_CHECK_LINES,
                          {"quiet and at rest for {b} s (lines: {a})",
                           "calmes et au repos pendant {b} s (lignes : {a})"},
                          {NULL, NULL}},
    [FINDING_LINES_FAILED] = {W, SAID_CHECK_LINES, {"{a}", "{a}"}, {NULL, NULL}},
    [FINDING_LINE_MISSING] = {W,
                              SAID_CHECK_LINES,
                              {"{a}: {b}", "{a} : {b}"},
                              {"gpioinfo lists the lines of this board; the pinout is in hw/wiring",
                               "gpioinfo donne les lignes de cette carte ; le brochage est dans "
                               "hw/wiring"}},
    [FINDING_LINE_BUSY] = {W,
                           SAID_CHECK_LINES,
                           {"{a} is in use by {b}", "{a} est prise par {b}"},
                           {"stop that program (of the kernel: switch off the overlay in "
                            "config.txt), or use another line",
                            "arrêtez ce programme (si c'est le noyau : l'overlay de config.txt), "
                            "ou prenez une autre ligne"}},
    [FINDING_LINE_OURS] = {GRADE_NOTE,
                           SAID_CHECK_LINES,
                           {"{a} has the lines, as it should: the inputs were not tried",
                            "{a} tient les lignes, comme il se doit : entrées non essayées"},
                           {"to try them: sudo systemctl stop lampion-agent, then this again",
                            "pour les essayer : sudo systemctl stop lampion-agent, puis encore "
                            "ceci"}},
    [FINDING_LINE_FLOATS] = {W,
                             SAID_CHECK_LINES,
                             {"{a} changed {b} times by itself: nothing holds it",
                              "{a} a changé {b} fois toute seule : rien ne la tient"},
                             {"is the wire on the right pin, is the ground common? Else bias: "
                              "pull-up in agent.yaml, or a resistor of 10 kΩ to 3.3 V",
                              "le fil est-il à la bonne broche, la masse commune ? Sinon bias: "
                              "pull-up dans agent.yaml, ou 10 kΩ vers 3,3 V"}},
    [FINDING_LINE_FOLLOWS] = {W,
                              SAID_CHECK_LINES,
                              {"{a} takes any pull, and agent.yaml gives it none: it floats",
                               "{a} suit tout tirage, et agent.yaml n'en donne pas : elle flotte"},
                              {"bias: pull-up (or pull-down) in agent.yaml; or the wire is off",
                               "bias: pull-up (ou pull-down) dans agent.yaml ; ou le fil est "
                               "débranché"}},
    [FINDING_LINE_OPEN] = {W,
                           SAID_CHECK_LINES,
                           {"{a} takes any pull: no sensor drives it",
                            "{a} suit tout tirage : aucun capteur ne la commande"},
                           {"has the sensor its power and ground? Is its output on this pin?",
                            "le capteur est-il alimenté ? Sa sortie est-elle sur cette broche ?"}},
    [FINDING_LINE_INVERTED] =
        {W,
         SAID_CHECK_LINES,
         {"{a} is active all the time, with nobody there",
          "{a} est active tout le temps, sans personne"},
         {"was nobody there? Then the level is inverted (active: {b}); or on a normally closed "
          "contact the wire is cut, on a beam it is not aimed",
          "vraiment personne ? Alors le niveau est inversé (active: {b}) ; ou, contact normalement "
          "fermé, le fil est coupé ; ou le faisceau est mal visé"}},
    [FINDING_LINE_ACTIVE] = {GRADE_NOTE,
                             SAID_CHECK_LINES,
                             {"{a} was active: is somebody near it, does it stand open?",
                              "{a} était active : quelqu'un à côté, ou ouverte ?"},
                             {NULL, NULL}},
    [FINDING_FAILS_FREE] =
        {W,
         SAID_CHECK_WIRING,
         {"{a} fails free when a wire breaks: {b}", "{a} lirait « libre » si un fil casse"},
         {"wire it so that a cut wire reads taken: hw/wiring has the drawing",
          "qu'un fil coupé se lise occupé : siège, contact normalement fermé vers la masse, "
          "active: high et bias: pull-up ; PIR ou radar, tirage vers le niveau "
          "actif ; dessins dans hw/wiring"}},
    [FINDING_WIRING_OK] = {GRADE_WELL,
                           SAID_CHECK_WIRING,
                           {"a broken wire never reads free (sensors: {a})",
                            "un fil cassé ne se lit jamais libre (capteurs : {a})"},
                           {NULL, NULL}},
    [FINDING_CLOCK_OK] = {GRADE_WELL,
                          SAID_CHECK_CLOCK,
                          {"synchronised, {a}", "à l'heure, {a}"},
                          {NULL, NULL}},
    [FINDING_CLOCK_UNSYNCED] =
        {W,
         SAID_CHECK_CLOCK,
         {"not synchronised; it says {a}", "pas synchronisée ; elle dit {a}"},
         {"sudo timedatectl set-ntp true, then timedatectl status after a minute; without internet "
          "let the desk serve the time (chrony, allow)",
          "sudo timedatectl set-ntp true, puis timedatectl status après une minute ; sans "
          "internet, "
          "que le poste central donne l'heure (chrony, allow)"}},
    [FINDING_CLOCK_PAST] = {W,
                            SAID_CHECK_CLOCK,
                            {"it stands in the past: {a}", "elle est dans le passé : {a}"},
                            {"sudo timedatectl set-ntp true; a board without a battery clock needs "
                             "a network at every start",
                             "sudo timedatectl set-ntp true ; une carte sans pile d'horloge a "
                             "besoin d'un réseau à chaque démarrage"}},
    [FINDING_BROKER_OK] = {GRADE_WELL,
                           SAID_CHECK_BROKER,
                           {"{a} lets us in", "{a} nous laisse entrer"},
                           {NULL, NULL}},
    [FINDING_BROKER_NAME] =
        {W,
         SAID_CHECK_BROKER,
         {"no address for {a}: {b}", "pas d'adresse pour {a} : {b}"},
         {"is broker: uri: spelt right? A name with .local needs "
          "libnss-mdns here and avahi-daemon at the desk; an address works, too",
          "broker: uri: est-il bien écrit ? Un nom en .local demande "
          "libnss-mdns ici et avahi-daemon au poste ; une adresse va aussi"}},
    [FINDING_BROKER_CLOSED] = {W,
                               SAID_CHECK_BROKER,
                               {"nobody listens at {a}", "personne n'écoute en {a}"},
                               {"at the desk: systemctl status mosquitto, and sudo ss -ltn shows "
                                "where it listens; is the port right?",
                                "au poste : systemctl status mosquitto, et sudo ss -ltn montre où "
                                "il écoute ; le port est-il le bon ?"}},
    [FINDING_BROKER_AWAY] = {W,
                             SAID_CHECK_BROKER,
                             {"{a} does not answer: {b}", "{a} ne répond pas : {b}"},
                             {"is this board in the network (ip addr), is the desk on, does a "
                              "firewall stand between?",
                              "la carte est-elle au réseau (ip addr), le poste allumé, un pare-feu "
                              "entre les deux ?"}},
    [FINDING_BROKER_NOT_TLS] = {W,
                                SAID_CHECK_BROKER,
                                {"{a} speaks no TLS with us: {b}", "{a} ne parle pas TLS : {b}"},
                                {"is it the port of mqtts (8883), and does that listener have a "
                                 "certificate?",
                                 "est-ce le port de mqtts (8883), et cette écoute a-t-elle un "
                                 "certificat ?"}},
    [FINDING_BROKER_SILENT] = {W,
                               SAID_CHECK_BROKER,
                               {"{a} takes the call and says nothing of MQTT: {b}",
                                "{a} décroche mais ne parle pas MQTT : {b}"},
                               {"is this the broker's port? A listener that wants TLS needs "
                                "mqtts://",
                                "est-ce le port du broker ? Une écoute TLS veut mqtts://"}},
    [FINDING_CERT_NAME] = {W,
                           SAID_CHECK_BROKER,
                           {"the broker's certificate is not for {a}, but for {b}",
                            "le certificat du broker n'est pas pour {a}, mais pour {b}"},
                           {"call it by that name in broker: uri:, or at the desk: lampion enroll "
                            "--broker {a},… with all its names",
                            "appelez-le par ce nom dans broker: uri:, ou au poste : lampion enroll "
                            "--broker {a},… avec tous ses noms"}},
    [FINDING_CERT_UNKNOWN] =
        {W,
         SAID_CHECK_BROKER,
         {"the certificate of {a} is of no authority we trust: {b}",
          "le certificat de {a} n'est d'aucune autorité reconnue : {b}"},
         {"is it the broker of this place? Else enroll this board there again",
          "est-ce le broker de ce lieu ? Sinon inscrivez la carte à nouveau "
          "là-bas"}},
    [FINDING_CERT_TIME] = {W,
                           SAID_CHECK_BROKER,
                           {"the certificate of {a} does not hold now: {b}",
                            "le certificat de {a} ne vaut pas maintenant : {b}"},
                           {"is the clock of this board right? Else, at the desk: lampion enroll "
                            "--broker … again",
                            "l'horloge de la carte est-elle juste ? Sinon, au poste : lampion "
                            "enroll --broker … à nouveau"}},
    [FINDING_REFUSED] = {W,
                         SAID_CHECK_BROKER,
                         {"{a} refuses our credential: {b}", "{a} refuse notre clé : {b}"},
                         {"at the desk: lampion enroll this agent again (was it revoked, or "
                          "enrolled twice?), then lampion-agent enroll FILE here",
                          "au poste : lampion enroll pour cet agent à nouveau (révoqué, ou inscrit "
                          "deux fois ?), puis lampion-agent enroll FICHIER ici"}},
    [FINDING_CREDENTIAL] = {W,
                            SAID_CHECK_BROKER,
                            {"{a}", "{a}"},
                            {"at the desk: lampion enroll; here: lampion-agent enroll FILE",
                             "au poste : lampion enroll ; ici : lampion-agent enroll FICHIER"}},
    [FINDING_CREDENTIAL_DENIED] =
        {GRADE_NOTE,
         SAID_CHECK_BROKER,
         {"{a}", "{a}"},
         {"sudo lampion-agent doctor … tries the broker with it, too",
          "sudo lampion-agent doctor … essaie aussi le broker avec elle"}},
    [FINDING_CREDENTIAL_SOON] = {GRADE_NOTE,
                                 SAID_CHECK_BROKER,
                                 {"{a}", "{a}"},
                                 {"at the desk: lampion enroll this agent again",
                                  "au poste : lampion enroll pour cet agent"}},
    [FINDING_DISK_OK] = {GRADE_WELL,
                         SAID_CHECK_DISK,
                         {"{a}: {b} free", "{a} : {b} libres"},
                         {NULL, NULL}},
    [FINDING_DISK_FULL] = {W,
                           SAID_CHECK_DISK,
                           {"{a} is full: {b} free", "{a} est plein : {b} libres"},
                           {"make room (sudo journalctl --vacuum-size=100M, sudo apt clean), or "
                            "name another folder in outbox:",
                            "faites de la place (sudo journalctl --vacuum-size=100M, sudo apt "
                            "clean), ou un autre dossier dans outbox:"}},
    [FINDING_DISK_DENIED] = {W,
                             SAID_CHECK_DISK,
                             {"{a}: {b}: the outbox cannot be kept there",
                              "{a} : {b} : la boîte d'envoi n'y tient pas"},
                             {"make the folder, for the user that runs the agent (packages do it "
                              "with systemd-tmpfiles)",
                              "créez le dossier, pour l'utilisateur du démon (les paquets le font "
                              "par systemd-tmpfiles)"}},
    [FINDING_DISK_NONE] = {GRADE_NOTE,
                           SAID_CHECK_DISK,
                           {"no folder for the outbox: a power cut or a killed process loses what "
                            "was not sent",
                            "pas de dossier d'envoi : une coupure perd ce qui n'est pas parti"},
                           {"outbox: {run: /run/lampion-agent, spill: /var/lib/lampion-agent}",
                            "outbox: {run: /run/lampion-agent, spill: /var/lib/lampion-agent}"}},
};

void findings_add(struct findings *self, enum finding_kind kind, const char *a, const char *b)
{
    if (self->count == FINDINGS_MAX || kind == FINDING_NONE)
        return;
    struct finding *finding = &self->all[self->count++];
    finding->kind = kind;
    snprintf(finding->a, sizeof finding->a, "%s", a ? a : "");
    snprintf(finding->b, sizeof finding->b, "%s", b ? b : "");
}

enum finding_grade finding_grade(enum finding_kind kind)
{
    return table[kind].grade;
}

size_t findings_wrong(const struct findings *self)
{
    size_t wrong = 0;
    for (size_t i = 0; i < self->count; i++)
        wrong += table[self->all[i].kind].grade == GRADE_WRONG;
    return wrong;
}

bool findings_have(const struct findings *self, enum finding_kind kind)
{
    for (size_t i = 0; i < self->count; i++)
        if (self->all[i].kind == kind)
            return true;
    return false;
}

/* Word by word, new rows below the first word. */
static void write_wrapped(const char *text, FILE *out)
{
    size_t column = INDENT;
    while (*text) {
        size_t length = strcspn(text, " \n");
        char word[FINDING_TEXT_MAX * 2];
        snprintf(word, sizeof word, "%.*s", (int)length, text);
        size_t columns = tongue_columns(word);
        if (column > INDENT && column + 1 + columns > WIDTH) {
            fprintf(out, "\n%*s", INDENT, "");
            column = INDENT;
        } else if (column > INDENT) {
            putc(' ', out);
            column++;
        }
        fputs(word, out);
        column += columns;
        text += length;
        text += strspn(text, " \n");
    }
    putc('\n', out);
}

/* The text with its places filled, malloc'ed; NULL when out of memory. */
static char *fill(const char *text, const struct finding *finding)
{
    char *filled = NULL;
    size_t size;
    FILE *memory = open_memstream(&filled, &size);
    if (!memory)
        return NULL;
    tongue_fill(memory, text, finding->a, finding->b);
    fclose(memory);
    return filled;
}

static void write_filled(const char *text, const struct finding *finding, FILE *out)
{
    char *filled = fill(text, finding);
    if (filled)
        write_wrapped(filled, out);
    free(filled);
}

/* Ten seats with one mistake need the same step once. */
static bool next_says_it(const struct findings *self, size_t i, enum tongue tongue)
{
    const struct finding *one = &self->all[i], *two = one + 1;
    if (i + 1 == self->count || one->kind != two->kind)
        return false;
    char *a = fill(table[one->kind].next[tongue], one);
    char *b = fill(table[two->kind].next[tongue], two);
    bool same = a && b && strcmp(a, b) == 0;
    free(a);
    free(b);
    return same;
}

static void write_padded(const char *text, size_t columns, FILE *out)
{
    size_t used = tongue_columns(text);
    fprintf(out, "%s%*s", text, used < columns ? (int)(columns - used) : 0, "");
}

void findings_write(const struct findings *self, size_t first, enum tongue tongue, FILE *out)
{
    static const enum said grades[] = {SAID_OK, SAID_NOTE, SAID_FOUND};
    for (size_t i = first; i < self->count; i++) {
        const struct finding *finding = &self->all[i];
        const struct text *text = &table[finding->kind];
        write_padded(tongue_text(tongue, grades[text->grade]), 7, out);
        write_padded(tongue_text(tongue, text->part), INDENT - 7, out);
        write_filled(text->what[tongue], finding, out);
        if (!text->next[tongue] || next_says_it(self, i, tongue))
            continue;
        fprintf(out, "%*s→ ", INDENT - 2, "");
        write_filled(text->next[tongue], finding, out);
    }
}

void findings_sum(const struct findings *self, enum tongue tongue, FILE *out)
{
    char count[24];
    size_t wrong = findings_wrong(self);
    snprintf(count, sizeof count, "%zu", wrong);
    tongue_write(out, tongue,
                 wrong == 0   ? SAID_ALL_WELL
                 : wrong == 1 ? SAID_ONE_FOUND
                              : SAID_MANY_FOUND,
                 count, "");
    putc('\n', out);
}
