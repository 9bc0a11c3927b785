#include "agent/maker/terminal.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#define ENTER "\033[?1049h\033[?25l" /* a screen of our own, no cursor */
#define LEAVE "\033[0m\033[?25h\033[?1049l"

/* The one exception to "no globals": a handler of a crash has nothing else to find it by. */
static struct termios before;
static volatile sig_atomic_t is_ours;

static const int crashes[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT};

static void write_all(const char *text, size_t length)
{
    while (length > 0) {
        ssize_t wrote = write(STDOUT_FILENO, text, length);
        if (wrote < 0 && errno == EAGAIN)
            poll(&(struct pollfd){.fd = STDOUT_FILENO, .events = POLLOUT}, 1, 100);
        else if (wrote < 0 && errno != EINTR)
            return;
        text += wrote > 0 ? wrote : 0;
        length -= wrote > 0 ? (size_t)wrote : 0;
    }
}

/* Only what a handler may call (signal-safety(7)). */
static void restore(void)
{
    if (!is_ours)
        return;
    is_ours = 0;
    write_all(LEAVE, sizeof LEAVE - 1);
    tcsetattr(STDIN_FILENO, TCSANOW, &before);
}

static void on_crash(int signo)
{
    restore();
    raise(signo); /* SA_RESETHAND: now as it would have been */
}

static void watch_for_crashes(void)
{
    struct sigaction action = {.sa_handler = on_crash, .sa_flags = (int)SA_RESETHAND};
    for (size_t i = 0; i < sizeof crashes / sizeof *crashes; i++)
        sigaction(crashes[i], &action, NULL);
}

bool terminal_is_there(void)
{
    const char *kind = getenv("TERM");
    return isatty(STDIN_FILENO) && isatty(STDOUT_FILENO) && kind && *kind &&
           strcmp(kind, "dumb") != 0;
}

int terminal_open(void)
{
    if (tcgetattr(STDIN_FILENO, &before) < 0)
        return -errno;
    struct termios raw = before;
    raw.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
    raw.c_cc[VMIN] = 0;
    raw.c_cc[VTIME] = 0;
    raw.c_cc[VSUSP] = _POSIX_VDISABLE; /* Ctrl-Z would leave the shell on our screen */
    is_ours = 1;
    watch_for_crashes();
    if (tcsetattr(STDIN_FILENO, TCSAFLUSH, &raw) < 0) {
        int err = -errno;
        restore();
        return err;
    }
    write_all(ENTER, sizeof ENTER - 1);
    return 0;
}

void terminal_close(void)
{
    restore();
}

void terminal_size(int *columns, int *rows)
{
    struct winsize size = {0};
    ioctl(STDOUT_FILENO, TIOCGWINSZ, &size);
    *columns = size.ws_col ? size.ws_col : 80;
    *rows = size.ws_row ? size.ws_row : 24;
}

void terminal_show(const char *text, size_t length)
{
    write_all("\033[H", 3);
    write_all(text, length);
    write_all("\033[J", 3);
}

/* One byte, if it comes within `ms`. 0: none; -1: the end. */
static int next_byte(unsigned char *byte, int ms)
{
    struct pollfd fd = {.fd = STDIN_FILENO, .events = POLLIN};
    if (poll(&fd, 1, ms) <= 0)
        return 0;
    ssize_t got = read(STDIN_FILENO, byte, 1);
    if (got == 1)
        return 1;
    return got < 0 && (errno == EAGAIN || errno == EINTR) ? 0 : -1;
}

/* What follows ESC: "[A", "OA", "[5~". A lone ESC means nothing. */
static enum key escape_key(void)
{
    static const struct {
        const char *text;
        enum key key;
    } table[] = {{"[A", KEY_UP},       {"OA", KEY_UP},         {"[B", KEY_DOWN}, {"OB", KEY_DOWN},
                 {"[5~", KEY_PAGE_UP}, {"[6~", KEY_PAGE_DOWN}, {"[H", KEY_HOME}, {"OH", KEY_HOME},
                 {"[1~", KEY_HOME},    {"[F", KEY_END},        {"OF", KEY_END},  {"[4~", KEY_END}};
    char text[8] = "";
    size_t length = 0;
    unsigned char byte;
    while (length < sizeof text - 1 && next_byte(&byte, 50) == 1) {
        text[length++] = (char)byte;
        if (length > 1 && byte >= 0x40) /* the last of a sequence */
            break;
    }
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (strcmp(table[i].text, text) == 0)
            return table[i].key;
    return KEY_NONE;
}

int terminal_key(void)
{
    static const struct {
        char byte;
        enum key key;
    } table[] = {{'q', KEY_QUIT}, {'Q', KEY_QUIT}, {3, KEY_QUIT},      {4, KEY_QUIT},
                 {'k', KEY_UP},   {'j', KEY_DOWN}, {'b', KEY_PAGE_UP}, {' ', KEY_PAGE_DOWN},
                 {'g', KEY_HOME}, {'G', KEY_END}};
    unsigned char byte;
    int got = next_byte(&byte, 0);
    if (got <= 0)
        return got < 0 ? -1 : KEY_NONE;
    if (byte == 27)
        return (int)escape_key();
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if ((unsigned char)table[i].byte == byte)
            return (int)table[i].key;
    return KEY_NONE;
}
