#include "agent/common/connection.h"

#include "agent/common/time.h"
#include <MQTTAsync.h>
#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ATTEMPTS 8         /* so many attempts later, no callback of an old one can come */
#define BUFFERED_MAX 256   /* messages given to paho and not yet written */
#define SUBACK_FAILURE 128 /* MQTT 3.1.1, 3.9.3 */

/* What a callback gets to know whose it is. */
struct attempt {
    struct connection *connection;
    unsigned generation;
};

struct connection {
    const struct link_config *config;
    struct inbox *inbox;
    MQTTAsync client;
    struct attempt attempts[ATTEMPTS];
    unsigned generation; /* of the last connect; read by paho's threads */
    char note[96];       /* OpenSSL's last word; touched under paho's global lock alone */
};

static void signal_link(struct connection *connection, enum connection_signal signal,
                        unsigned generation, const char *text)
{
    inbox_put_signal(connection->inbox, signal, generation, text, clock_real_ms());
}

/* ---- callbacks: on paho's threads, under its global lock; they copy, enqueue and return ---- */

static const char *failure_text(const MQTTAsync_failureData *data)
{
    if (!data)
        return "the connection could not be made";
    switch (data->code) { /* MQTT 3.1.1, 3.2.2.3 */
    case 1:
        return "the broker refuses MQTT 3.1.1";
    case 2:
        return "the broker refuses the client id";
    case 3:
        return "the broker says it is unavailable";
    case 4:
        return "the broker refuses user name or password";
    case 5:
        return "the broker refuses this client: not authorised";
    default:
        return data->message ? data->message : "no answer";
    }
}

static void on_connect(void *context, MQTTAsync_successData *data)
{
    (void)data;
    struct attempt *attempt = context;
    signal_link(attempt->connection, CONNECTION_UP, attempt->generation, "");
}

static void on_connect_failure(void *context, MQTTAsync_failureData *data)
{
    struct attempt *attempt = context;
    struct connection *connection = attempt->connection;
    const char *note = connection->note;
    /* Of these OpenSSL says nothing here: paho compares the name itself, and a broker that refuses
     * a certificate closes so fast that its alert is lost. */
    if (!*note && connection->config->uri[4] == 's' && (!data || data->code < 0))
        note = "or the certificate is not for this host, or ours is refused (revoked? ended?)";
    char text[160];
    snprintf(text, sizeof text, "%s%s%s", failure_text(data), *note ? ": " : "", note);
    connection->note[0] = '\0';
    signal_link(connection, CONNECTION_FAILED, attempt->generation, text);
}

static int on_tls_error(const char *text, size_t length, void *context)
{
    struct connection *connection = context;
    /* "140…:error:0A000086:SSL routines:tls_post_process_server_certificate:certificate verify
     * failed:…": the words are in the sixth field. */
    const char *at = text, *end = text + length;
    for (int field = 0; field < 5 && at; field++)
        at = memchr(at, ':', (size_t)(end - at)) ? (char *)memchr(at, ':', (size_t)(end - at)) + 1
                                                 : NULL;
    if (!at)
        at = text;
    const char *stop = memchr(at, ':', (size_t)(end - at));
    size_t words = (size_t)((stop ? stop : end) - at);
    snprintf(connection->note, sizeof connection->note, "%.*s", (int)words, at);
    connection->note[strcspn(connection->note, "\r\n")] = '\0';
    return 1;
}

static void on_subscribe(void *context, MQTTAsync_successData *data)
{
    struct attempt *attempt = context;
    const struct link_config *config = attempt->connection->config;
    /* With one topic paho calls on_subscribe_failure for a refusal, with more it does not. */
    for (size_t i = 0; i < config->subscription_count && config->subscription_count > 1; i++)
        if (data->alt.qosList[i] == SUBACK_FAILURE) {
            signal_link(attempt->connection, CONNECTION_REFUSED, attempt->generation,
                        config->subscriptions[i].topic);
            return;
        }
    signal_link(attempt->connection, CONNECTION_SUBSCRIBED, attempt->generation, "");
}

static void on_subscribe_failure(void *context, MQTTAsync_failureData *data)
{
    (void)data;
    struct attempt *attempt = context;
    signal_link(attempt->connection, CONNECTION_REFUSED, attempt->generation,
                attempt->connection->config->subscriptions[0].topic);
}

static void on_disconnect(void *context, MQTTAsync_successData *data)
{
    (void)data;
    struct attempt *attempt = context;
    signal_link(attempt->connection, CONNECTION_CLOSED, attempt->generation, "");
}

static void on_disconnect_failure(void *context, MQTTAsync_failureData *data)
{
    (void)data;
    on_disconnect(context, NULL);
}

static void on_lost(void *context, char *cause)
{
    struct connection *connection = context;
    signal_link(connection, CONNECTION_LOST,
                __atomic_load_n(&connection->generation, __ATOMIC_RELAXED),
                cause ? cause : "the connection was closed");
}

/* PUBACK goes out whatever is returned; what is dropped here comes again, since only the
 * collector's own acknowledgement lets an agent forget. */
static int on_message(void *context, char *topic, int topic_length, MQTTAsync_message *message)
{
    struct connection *connection = context;
    bool has_nul = topic_length > 0 && strlen(topic) != (size_t)topic_length;
    if (!has_nul && message->payloadlen >= 0)
        inbox_put_message(connection->inbox, topic, message->payload, (size_t)message->payloadlen,
                          message->retained, clock_real_ms());
    MQTTAsync_freeMessage(&message);
    MQTTAsync_free(topic);
    return 1;
}

/* ---- calls, on the loop ---- */

/* paho knows tcp:// and ssl://. */
static int translate_uri(const char *uri, char *text, size_t size)
{
    const char *host = strstr(uri, "://");
    bool tls = !strncmp(uri, "mqtts://", 8);
    if (!host || !host[3] || (!tls && strncmp(uri, "mqtt://", 7)))
        return -EINVAL;
    int length = snprintf(text, size, "%s%s", tls ? "ssl" : "tcp", host);
    return length < (int)size ? 0 : -EINVAL;
}

/* paho's threads must not take the signals that the loop waits for. */
static void hold_signals(sigset_t *before)
{
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, before);
}

static void release_signals(const sigset_t *before)
{
    pthread_sigmask(SIG_SETMASK, before, NULL);
}

static int create_client(struct connection *connection, const char *uri)
{
    MQTTAsync_createOptions options = MQTTAsync_createOptions_initializer;
    options.sendWhileDisconnected = 0;
    options.maxBufferedMessages = BUFFERED_MAX;
    options.MQTTVersion = MQTTVERSION_3_1_1;
    sigset_t before;
    hold_signals(&before);
    int code = MQTTAsync_createWithOptions(&connection->client, uri, connection->config->client_id,
                                           MQTTCLIENT_PERSISTENCE_NONE, NULL, &options);
    release_signals(&before);
    return code;
}

struct connection *connection_new(const struct link_config *config, struct inbox *inbox,
                                  struct why *why)
{
    char uri[300];
    if (translate_uri(config->uri, uri, sizeof uri) < 0) {
        why_set(why, EINVAL, "%.200s: no broker's address: write mqtt://HOST:PORT or mqtts://HOST",
                config->uri);
        return NULL;
    }
    struct connection *connection = calloc(1, sizeof *connection);
    if (!connection) {
        why_set(why, ENOMEM, "broker link: out of memory");
        return NULL;
    }
    connection->config = config;
    connection->inbox = inbox;
    int code = create_client(connection, uri);
    if (code != MQTTASYNC_SUCCESS) {
        why_set(why, EINVAL, "%.200s: paho makes no client for it (code %d); check address and id",
                config->uri, code);
        free(connection);
        return NULL;
    }
    MQTTAsync_setCallbacks(connection->client, connection, on_lost, on_message, NULL);
    return connection;
}

void connection_free(struct connection *connection)
{
    if (!connection)
        return;
    MQTTAsync_destroy(&connection->client);
    free(connection);
}

static struct attempt *attempt_of(struct connection *connection, unsigned generation)
{
    struct attempt *attempt = &connection->attempts[generation % ATTEMPTS];
    *attempt = (struct attempt){connection, generation};
    return attempt;
}

static void set_tls(const struct link_config *config, MQTTAsync_SSLOptions *tls,
                    struct connection *connection)
{
    tls->trustStore = config->ca_file;
    tls->keyStore = config->cert_file;
    tls->privateKey = config->key_file;
    tls->enableServerCertAuth = 1;
    tls->verify = 1; /* the host name; 0 unless told */
    tls->sslVersion = MQTT_SSL_VERSION_TLS_1_2;
    tls->ssl_error_cb = on_tls_error;
    tls->ssl_error_context = connection;
}

int connection_connect(struct connection *connection, unsigned generation, const char *will)
{
    const struct link_config *config = connection->config;
    MQTTAsync_connectOptions options = MQTTAsync_connectOptions_initializer;
    MQTTAsync_willOptions will_options = MQTTAsync_willOptions_initializer;
    MQTTAsync_SSLOptions tls = MQTTAsync_SSLOptions_initializer;
    options.MQTTVersion = MQTTVERSION_3_1_1;
    options.keepAliveInterval = config->keepalive_s;
    options.cleansession = 1;
    options.automaticReconnect = 0;
    options.connectTimeout = CONNECTION_TIMEOUT_S;
    options.username = config->username;
    options.password = config->password;
    options.onSuccess = on_connect;
    options.onFailure = on_connect_failure;
    options.context = attempt_of(connection, generation);
    if (config->will_topic && will) {
        will_options.topicName = config->will_topic;
        will_options.message = will;
        will_options.qos = 1;
        will_options.retained = 1;
        options.will = &will_options;
    }
    if (!strncmp(config->uri, "mqtts", 5)) {
        set_tls(config, &tls, connection);
        options.ssl = &tls;
    }
    __atomic_store_n(&connection->generation, generation, __ATOMIC_RELAXED);
    sigset_t before;
    hold_signals(&before);
    int code = MQTTAsync_connect(connection->client, &options);
    release_signals(&before);
    return code == MQTTASYNC_SUCCESS ? 0 : -EIO;
}

int connection_subscribe(struct connection *connection, unsigned generation)
{
    const struct link_config *config = connection->config;
    char *topics[LINK_SUBSCRIPTIONS_MAX];
    int qos[LINK_SUBSCRIPTIONS_MAX];
    for (size_t i = 0; i < config->subscription_count; i++) {
        topics[i] = (char *)config->subscriptions[i].topic; /* paho copies */
        qos[i] = config->subscriptions[i].qos;
    }
    MQTTAsync_responseOptions options = MQTTAsync_responseOptions_initializer;
    options.onSuccess = on_subscribe;
    options.onFailure = on_subscribe_failure;
    options.context = attempt_of(connection, generation);
    int code = MQTTAsync_subscribeMany(connection->client, (int)config->subscription_count, topics,
                                       qos, &options);
    return code == MQTTASYNC_SUCCESS ? 0 : -EIO;
}

int connection_disconnect(struct connection *connection, unsigned generation)
{
    MQTTAsync_disconnectOptions options = MQTTAsync_disconnectOptions_initializer;
    options.onSuccess = on_disconnect;
    options.onFailure = on_disconnect_failure;
    options.context = attempt_of(connection, generation);
    return MQTTAsync_disconnect(connection->client, &options) == MQTTASYNC_SUCCESS ? 0 : -EIO;
}

int connection_send(struct connection *connection, const char *topic, const void *payload,
                    size_t length, int qos, bool retained)
{
    int code = MQTTAsync_send(connection->client, topic, (int)length, payload, qos, retained, NULL);
    switch (code) {
    case MQTTASYNC_SUCCESS:
        return 0;
    case MQTTASYNC_DISCONNECTED:
        return -ENOTCONN;
    case MQTTASYNC_MAX_BUFFERED_MESSAGES:
    case MQTTASYNC_NO_MORE_MSGIDS:
        return -EAGAIN;
    default:
        return -EIO;
    }
}

bool connection_is_busy(struct connection *connection)
{
    MQTTAsync_token *tokens = NULL;
    if (MQTTAsync_getPendingTokens(connection->client, &tokens) != MQTTASYNC_SUCCESS || !tokens)
        return false;
    bool busy = tokens[0] != -1; /* the list ends with -1 */
    MQTTAsync_free(tokens);
    return busy;
}
