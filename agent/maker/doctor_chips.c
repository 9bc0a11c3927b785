#include "agent/maker/diagnosis.h"
#include "agent/maker/doctor.h"
#include "hw/boards.h"
#include "hw/survey.h"
#include <grp.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static bool is_in_group(gid_t group)
{
    gid_t groups[256];
    int count = getgroups(256, groups);
    bool in = getegid() == group;
    for (int i = 0; i < count; i++)
        in |= groups[i] == group;
    return in;
}

static void group_name(gid_t gid, char text[48])
{
    const struct group *group = getgrgid(gid);
    if (group)
        snprintf(text, 48, "%s", group->gr_name);
    else
        snprintf(text, 48, "%u", (unsigned)gid);
}

static void refuse_chip(const struct survey_chip *chip, struct findings *findings)
{
    char group[48], owner[96];
    enum finding_kind kind =
        diagnose_chip(chip->err, chip->group, chip->mode, is_in_group(chip->group));
    group_name(chip->group, group);
    snprintf(owner, sizeof owner, "%u:%s %04o", (unsigned)chip->owner, group,
             (unsigned)(chip->mode & 07777));
    findings_add(findings, kind, chip->path,
                 kind == FINDING_CHIP_GROUP  ? group
                 : kind == FINDING_CHIP_UDEV ? owner
                                             : strerror(-chip->err));
}

/* The model as the device tree has it: "Raspberry Pi 4 Model B Rev 1.4". */
static bool read_model(char text[128])
{
    FILE *file = fopen("/proc/device-tree/model", "re");
    size_t length = file ? fread(text, 1, 127, file) : 0;
    text[length] = 0;
    if (file)
        fclose(file);
    return length > 0;
}

/* Several boards have the same chip: of those the one whose title the model begins with. */
static void guess_board(const struct survey_chip *chips, size_t count, struct findings *findings)
{
    char model[128], name[96] = "";
    bool known = read_model(model);
    const struct board_model *board;
    for (size_t b = 0; (board = board_at(b)); b++)
        for (size_t c = 0; c < count; c++)
            if (strcmp(chips[c].label, board->chips[0].label) == 0 &&
                (!*name || (known && strncmp(model, board->title, strlen(board->title)) == 0)))
                snprintf(name, sizeof name, "lines: {source: gpio, board: %s}", board->name);
    if (!*name)
        for (size_t c = 0; c < count; c++)
            if (chips[c].err == 0 && !*name)
                snprintf(name, sizeof name, "lines: {source: gpio, chip: %s}", chips[c].label);
    if (*name)
        findings_add(findings, FINDING_BOARD_GUESS, known ? model : chips[0].label, name);
}

void doctor_chips(const struct agent_config *config, struct findings *findings)
{
    struct survey_chip chips[SURVEY_CHIPS_MAX];
    char text[CHIP_TEXT_MAX + SURVEY_PATH_MAX + 4], lines[64];
    if (config && config->lines.source == AGENT_LINES_TRACE) {
        findings_add(findings, FINDING_TRACE, config->lines.file, NULL);
        return;
    }
    size_t count = survey_chips(chips);
    for (size_t i = 0; i < count; i++) {
        if (chips[i].err) {
            refuse_chip(&chips[i], findings);
            continue;
        }
        snprintf(text, sizeof text, "%.31s (%.63s)", chips[i].label, chips[i].path);
        snprintf(lines, sizeof lines, "0-%u", chips[i].lines ? chips[i].lines - 1 : 0);
        findings_add(findings, FINDING_CHIP_OK, text, lines);
    }
    if (count == 0)
        findings_add(findings, FINDING_CHIPS_NONE, NULL, NULL);
    else if (!config)
        guess_board(chips, count, findings);
}
