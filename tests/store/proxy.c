#include "proxy.h"

#include <errno.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MAX_WAITING = 4 << 20 };

typedef struct Relays Relays;

typedef struct {
    GSource source;
    Relays *owner;
    int fds[2];
    gpointer tags[2];
    GIOCondition events[2];
    GByteArray *waiting[2]; /* to be written to fds[i] */
} Relay;

/* The child's side. */
struct Relays {
    int server_port;
    guint32 n_accepted;
    ProxyMode mode;
    GList *relays;
};

struct Proxy {
    pid_t pid;
    int port, control;
};

static void relay_end(Relay *relay)
{
    relay->owner->relays = g_list_remove(relay->owner->relays, relay);
    for (int i = 0; i < 2; i++) {
        close(relay->fds[i]);
        g_byte_array_unref(relay->waiting[i]);
    }
    g_source_destroy(&relay->source);
    g_source_unref(&relay->source);
}

static void relay_update(Relay *relay)
{
    for (int i = 0; i < 2; i++) {
        GIOCondition events = 0;
        if (relay->owner->mode == PROXY_PASS) {
            events |= relay->waiting[!i]->len < MAX_WAITING ? G_IO_IN : 0;
            events |= relay->waiting[i]->len > 0 ? G_IO_OUT : 0;
        }
        if (events != relay->events[i])
            g_source_modify_unix_fd(&relay->source, relay->tags[i], events);
        relay->events[i] = events;
    }
}

static bool pass(Relay *relay, int from)
{
    guint8 buf[65536];
    GIOCondition ready = g_source_query_unix_fd(&relay->source, relay->tags[from]);
    if (ready & (G_IO_IN | G_IO_HUP | G_IO_ERR)) {
        ssize_t n = recv(relay->fds[from], buf, sizeof buf, MSG_DONTWAIT);
        if (n == 0 || (n < 0 && errno != EAGAIN))
            return false;
        if (n > 0)
            g_byte_array_append(relay->waiting[!from], buf, (guint)n);
    }
    GByteArray *out = relay->waiting[!from];
    if (out->len == 0)
        return true;
    ssize_t n = send(relay->fds[!from], out->data, out->len, MSG_DONTWAIT | MSG_NOSIGNAL);
    if (n < 0)
        return errno == EAGAIN;
    g_byte_array_remove_range(out, 0, (guint)n);
    return true;
}

static gboolean relay_dispatch(GSource *source, GSourceFunc callback G_GNUC_UNUSED,
                               gpointer user G_GNUC_UNUSED)
{
    Relay *relay = (Relay *)source;
    if (relay->owner->mode == PROXY_HANG)
        return G_SOURCE_CONTINUE;
    if (!pass(relay, 0) || !pass(relay, 1))
        relay_end(relay);
    else
        relay_update(relay);
    return G_SOURCE_CONTINUE;
}

static GSourceFuncs relay_funcs = {.dispatch = relay_dispatch};

static int connect_server(int port)
{
    struct sockaddr_in addr = {.sin_family = AF_INET,
                               .sin_port = htons((guint16)port),
                               .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd >= 0 && connect(fd, (struct sockaddr *)&addr, sizeof addr) == 0)
        return fd;
    close(fd);
    return -1;
}

static gboolean on_accept(gint listener, GIOCondition condition G_GNUC_UNUSED, gpointer user)
{
    Relays *relays = user;
    int client = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
    if (client < 0)
        return G_SOURCE_CONTINUE;
    relays->n_accepted++;
    int server = relays->mode == PROXY_CUT ? -1 : connect_server(relays->server_port);
    if (server < 0) {
        close(client);
        return G_SOURCE_CONTINUE;
    }
    int on = 1;
    setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    setsockopt(server, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    Relay *relay = (Relay *)g_source_new(&relay_funcs, sizeof(Relay));
    relay->owner = relays;
    relay->fds[0] = client;
    relay->fds[1] = server;
    for (int i = 0; i < 2; i++) {
        relay->waiting[i] = g_byte_array_new();
        relay->events[i] = relays->mode == PROXY_PASS ? G_IO_IN : 0;
        relay->tags[i] = g_source_add_unix_fd(&relay->source, relay->fds[i], relay->events[i]);
    }
    g_source_attach(&relay->source, g_main_context_get_thread_default());
    relays->relays = g_list_prepend(relays->relays, relay);
    return G_SOURCE_CONTINUE;
}

static int listen_on(bool ipv6, int *ret_port)
{
    struct sockaddr_in v4 = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    struct sockaddr_in6 v6 = {.sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT};
    struct sockaddr *addr = ipv6 ? (struct sockaddr *)&v6 : (struct sockaddr *)&v4;
    socklen_t len = ipv6 ? sizeof v6 : sizeof v4;
    int fd = socket(ipv6 ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0 || bind(fd, addr, len) < 0 || listen(fd, 64) < 0 ||
        getsockname(fd, addr, &len) < 0) {
        close(fd);
        return -1;
    }
    *ret_port = ntohs(ipv6 ? v6.sin6_port : v4.sin_port);
    return fd;
}

/* Commands are one byte, a mode; the answer is the number of connections so far. */
static gboolean on_command(gint control, GIOCondition condition G_GNUC_UNUSED, gpointer user)
{
    Relays *relays = user;
    guint8 mode;
    if (read(control, &mode, 1) != 1)
        _exit(0);
    relays->mode = mode;
    while (mode == PROXY_CUT && relays->relays)
        relay_end(relays->relays->data);
    for (GList *l = relays->relays; l; l = l->next)
        relay_update(l->data);
    if (write(control, &relays->n_accepted, sizeof relays->n_accepted) < 0)
        _exit(1);
    return G_SOURCE_CONTINUE;
}

static void add_fd(int fd, GUnixFDSourceFunc func, gpointer user)
{
    GSource *source = g_unix_fd_source_new(fd, G_IO_IN | G_IO_HUP);
    g_source_set_callback(source, G_SOURCE_FUNC(func), user, NULL);
    g_source_attach(source, g_main_context_get_thread_default());
}

/* Keeps none of the parent's sockets: they would not end when the parent closes them. */
static G_NORETURN void run_child(int listener, int control, int server_port)
{
    enum { LISTENER = 3, CONTROL = 4 };
    int high_listener = fcntl(listener, F_DUPFD, 10), high_control = fcntl(control, F_DUPFD, 10);
    dup2(high_listener, LISTENER);
    dup2(high_control, CONTROL);
    close_range(CONTROL + 1, ~0U, 0);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    GMainContext *context = g_main_context_new();
    g_main_context_push_thread_default(context);
    Relays relays = {.server_port = server_port};
    add_fd(LISTENER, on_accept, &relays);
    add_fd(CONTROL, on_command, &relays);
    for (;;)
        g_main_context_iteration(context, TRUE);
}

Proxy *proxy_new(int server_port, bool ipv6)
{
    int port = 0, pair[2], listener = listen_on(ipv6, &port);
    if (listener < 0 || socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) < 0)
        return NULL;
    pid_t pid = fork();
    if (pid == 0)
        run_child(listener, pair[1], server_port);
    close(listener);
    close(pair[1]);
    Proxy *proxy = g_new0(Proxy, 1);
    *proxy = (Proxy){.pid = pid, .port = port, .control = pair[0]};
    return proxy;
}

void proxy_free(Proxy *proxy)
{
    close(proxy->control);
    waitpid(proxy->pid, NULL, 0);
    g_free(proxy);
}

int proxy_port(const Proxy *proxy)
{
    return proxy->port;
}

guint proxy_set_mode(Proxy *proxy, ProxyMode mode)
{
    guint8 command = mode;
    guint32 n = 0;
    if (write(proxy->control, &command, 1) != 1 ||
        read(proxy->control, &n, sizeof n) != (ssize_t)sizeof n)
        g_error("the proxy is gone");
    return n;
}
