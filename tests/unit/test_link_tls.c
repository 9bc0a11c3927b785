/* mqtts: the broker must have a certificate of our authority, for the name we called. */
#include "tests/unit/link_wait.h"

#include "tests/support/broker.h"
#include <errno.h>
#include <string.h>

/* What a test has on the table: folder/ca.pem, folder/server.pem, ... */
struct table {
    struct broker *broker;
    char folder[256];
    char uri[64]; /* mqtts://127.0.0.1:PORT */
    char ca[300], stranger[300], client[300], client_key[300];
};

static int openssl(const char *folder, const char *arguments)
{
    char command[1024];
    snprintf(command, sizeof command, "cd %s && openssl %s >/dev/null 2>&1", folder, arguments);
    return system(command);
}

static void make_authority(const char *folder, const char *name)
{
    char arguments[512];
    snprintf(arguments, sizeof arguments,
             "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=%s "
             "-keyout %s.key -out %s.pem",
             name, name, name);
    assert_int_equal(openssl(folder, arguments), 0);
}

static void make_certificate(const char *folder, const char *name, const char *extension)
{
    char arguments[512];
    snprintf(arguments, sizeof arguments,
             "req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=%s -keyout %s.key "
             "-out %s.csr",
             name, name, name);
    assert_int_equal(openssl(folder, arguments), 0);
    snprintf(arguments, sizeof arguments,
             "x509 -req -in %s.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile %s "
             "-out %s.pem",
             name, extension, name);
    assert_int_equal(openssl(folder, arguments), 0);
}

static void set_table(struct table *table, const char *alternative_name)
{
    char lines[2048];
    table->broker = broker_new(0);
    assert_non_null(table->broker);
    snprintf(lines, sizeof lines, "subjectAltName=%s\n", alternative_name);
    const char *extension = broker_file(table->broker, "extension", lines);
    snprintf(table->folder, sizeof table->folder, "%.*s",
             (int)(strlen(extension) - strlen("/extension")), extension);
    make_authority(table->folder, "ca");
    make_authority(table->folder, "stranger");
    make_certificate(table->folder, "server", "extension");
    make_certificate(table->folder, "client", "extension");
    snprintf(table->ca, sizeof table->ca, "%s/ca.pem", table->folder);
    snprintf(table->stranger, sizeof table->stranger, "%s/stranger.pem", table->folder);
    snprintf(table->client, sizeof table->client, "%s/client.pem", table->folder);
    snprintf(table->client_key, sizeof table->client_key, "%s/client.key", table->folder);
    snprintf(table->uri, sizeof table->uri, "mqtts://127.0.0.1:%d", broker_port(table->broker));
    snprintf(lines, sizeof lines,
             "cafile %s/ca.pem\ncertfile %s/server.pem\nkeyfile %s/server.key\n"
             "require_certificate true\n",
             table->folder, table->folder, table->folder);
    broker_configure(table->broker, lines);
    assert_int_equal(broker_start(table->broker), 0);
}

static struct link *open_tls(const struct table *table, const char *ca, bool with_certificate)
{
    struct link_config config = {
        .uri = table->uri,
        .client_id = "tls",
        .ca_file = ca,
        .cert_file = with_certificate ? table->client : NULL,
        .key_file = with_certificate ? table->client_key : NULL,
        .subscriptions = {{"t", 1}},
        .subscription_count = 1,
        .retry_min_ms = 20,
    };
    struct why why;
    struct link *link = link_open(&config, &why);
    assert_non_null(link);
    return link;
}

static void expect_lost(struct link *link, const char *reason)
{
    struct link_item item = wait_kind(link, LINK_LOST);
    if (!strstr(item.reason, reason))
        fail_msg("lost, but: %s", item.reason);
    link_close(link);
}

static void test_both_sides_show_who_they_are(void **state)
{
    (void)state;
    struct table table;
    set_table(&table, "IP:127.0.0.1");
    struct link *link = open_tls(&table, table.ca, true);
    wait_connected(link);
    assert_int_equal(link_publish(link, "t", "x", 1, 1, false), 0);
    struct link_item item = wait_kind(link, LINK_MESSAGE);
    assert_string_equal(item.payload, "x");
    link_item_clear(&item);
    link_close(link);
    expect_lost(open_tls(&table, table.stranger, true), "certificate verify failed");
    expect_lost(open_tls(&table, table.ca, false), "");
    broker_free(table.broker);
}

static void test_a_certificate_for_another_name_is_refused(void **state)
{
    (void)state;
    struct table table;
    set_table(&table, "DNS:elsewhere.example");
    expect_lost(open_tls(&table, table.ca, true), "the certificate is not for this host");
    broker_free(table.broker);
}

int main(void)
{
    struct broker *broker = broker_new(0);
    int err = broker ? broker_start(broker) : -errno;
    broker_free(broker);
    if (err == -ENOENT || system("openssl version >/dev/null 2>&1") != 0) {
        fprintf(stderr, "skipped: install the packages mosquitto and openssl\n");
        return 77;
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_both_sides_show_who_they_are),
        cmocka_unit_test(test_a_certificate_for_another_name_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
