/* The pages of hw/wiring: what one pastes from them is read by the program's own reader, their
 * pictures are there, and French and English say the same lines. */
#include "tests/unit/test.h"

#include "agent/config.h"

#include <glob.h>
#include <string.h>
#include <unistd.h>

#define WIRING TESTS_SOURCE_DIR "/../hw/wiring/"
#define BLOCKS_MAX 8

static const char head[] = "place: gare\nagent: entrance\nbroker: {uri: \"mqtt://127.0.0.1\"}\n"
                           "lines: {source: gpio, board: raspberry-pi-4}\n";

static char path[] = "/tmp/lampion-wiring-XXXXXX";

struct page {
    char *text;
    char *blocks[BLOCKS_MAX]; /* each ends where its fence was */
    size_t count;
};

static void load(struct page *page, const char *file)
{
    size_t size = 0;
    FILE *stream = fopen(file, "r");
    if (!stream)
        fail_msg("%s: is not there", file);
    *page = (struct page){0};
    if (getdelim(&page->text, &size, 0, stream) < 0)
        fail_msg("%s: is empty", file);
    fclose(stream);
}

static void cut(struct page *page, const char *file)
{
    static const char fence[] = "\n```yaml\n";
    char *at = page->text, *end;
    while ((at = strstr(at, fence))) {
        at += strlen(fence);
        end = strstr(at, "\n```\n");
        if (!end || page->count == BLOCKS_MAX)
            fail_msg("%s: a block without end, or too many", file);
        end[1] = 0;
        page->blocks[page->count++] = at;
        at = end + 2;
    }
    if (!page->count)
        fail_msg("%s: no lines for agent.yaml", file);
}

static void check_block(const char *file, const char *kind, const char *block)
{
    struct agent_config config;
    struct why why = {""};
    FILE *stream = fopen(path, "w");
    assert_non_null(stream);
    assert_true(fprintf(stream, "%s%s", head, block) > 0);
    assert_int_equal(fclose(stream), 0);
    if (agent_config_read(&config, path, &why) < 0)
        fail_msg("%s: %s\n%s", file, why.text, block);
    bool warned = false;
    for (size_t i = 0; i < config.sensor_count; i++) {
        if (strcmp(config.sensors[i].driver->kind, kind) != 0)
            fail_msg("%s: a sensor of kind %s", file, config.sensors[i].driver->kind);
        warned = warned || agent_config_fails_free(&config, i);
    }
    if (warned != !strncmp(block, "# fails free\n", strlen("# fails free\n")))
        fail_msg("%s: `check` %s of\n%s", file, warned ? "warns" : "does not warn", block);
    agent_config_clear(&config);
}

/* Every file that the page names in parentheses is beside it. */
static void check_links(const char *file, const char *text)
{
    char name[64], linked[256];
    for (const char *at = text; (at = strstr(at, "](")); at += 2) {
        if (sscanf(at, "](%63[^):])", name) != 1)
            continue;
        snprintf(linked, sizeof linked, WIRING "%s", name);
        if (access(linked, R_OK) != 0)
            fail_msg("%s: %s is not there", file, name);
    }
}

/* seat.en.md with seat.fr.md. */
static void check_pair(const char *english)
{
    char french[512], kind[64] = "", picture[96];
    const char *name = strrchr(english, '/') + 1;
    struct page pages[2];
    snprintf(french, sizeof french, "%.*sfr.md", (int)(strlen(english) - strlen("en.md")), english);
    sscanf(name, "%63[^.]", kind);
    load(&pages[0], english);
    load(&pages[1], french);
    for (int i = 0; i < 2; i++) {
        const char *file = i ? french : english;
        snprintf(picture, sizeof picture, "](%s.%s.svg)", kind, i ? "fr" : "en");
        if (!strstr(pages[i].text, picture))
            fail_msg("%s: without its picture %s", file, picture);
        check_links(file, pages[i].text);
        cut(&pages[i], file);
    }
    assert_int_equal(pages[0].count, pages[1].count);
    for (size_t k = 0; k < pages[0].count; k++) {
        check_block(english, kind, pages[0].blocks[k]);
        assert_string_equal(pages[0].blocks[k], pages[1].blocks[k]);
    }
    printf("%s: %zu blocks\n", kind, pages[0].count);
    free(pages[0].text);
    free(pages[1].text);
}

static void test_what_one_pastes_is_read(void **state)
{
    (void)state;
    glob_t found;
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    close(fd);
    assert_int_equal(glob(WIRING "*.en.md", 0, NULL, &found), 0);
    assert_true(found.gl_pathc >= 7);
    for (size_t i = 0; i < found.gl_pathc; i++)
        check_pair(found.gl_pathv[i]);
    globfree(&found);
    unlink(path);
}

static void test_the_list_of_pages_is_whole(void **state)
{
    (void)state;
    struct page page;
    glob_t found;
    load(&page, WIRING "README.md");
    check_links("README.md", page.text);
    assert_int_equal(glob(WIRING "*.??.md", 0, NULL, &found), 0);
    for (size_t i = 0; i < found.gl_pathc; i++)
        if (!strstr(page.text, strrchr(found.gl_pathv[i], '/') + 1))
            fail_msg("README.md: does not name %s", found.gl_pathv[i]);
    globfree(&found);
    free(page.text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_one_pastes_is_read),
        cmocka_unit_test(test_the_list_of_pages_is_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
