/* Networks that break as real ones do: whoever lives behind a link has a network namespace of its
 * own, and what is sent over a broken link is dropped. Nobody is told; connections stay half open.
 */
#pragma once

#include <fcntl.h>
#include <glib.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

typedef enum {
    LINK_UP,
    LINK_DOWN, /* the cable is out */
    LINK_DEAF, /* what the server sends is dropped: requests are done, nobody hears of it */
    LINK_MUTE, /* what is sent to the server is dropped */
    N_LINK_STATES,
} LinkState;

typedef struct {
    guint number;
    pid_t holder; /* of the namespace */
    LinkState state;
} Link;

G_GNUC_PRINTF(1, 2) static inline bool links_do(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    g_autofree char *command = g_strdup_vprintf(format, args);
    va_end(args);
    return system(command) == 0;
}

/* Puts this process into a network of its own, where links can be made; else says why not. */
static inline bool links_are_possible(void)
{
    g_autofree char *ip = g_find_program_in_path("ip"),
                    *nsenter = g_find_program_in_path("nsenter");
    const char *missing = !ip        ? "needs package iproute2"
                          : !nsenter ? "needs package util-linux"
                                     : NULL;

    if (!missing && unshare(CLONE_NEWNET))
        missing = "this machine forbids network namespaces; root may make them";
    if (!missing &&
        (!links_do("ip link set lo up") ||
         !links_do("ip link add probe type veth peer name probe2 && ip link del probe")))
        missing = "the kernel has no veth";
    if (missing)
        fprintf(stderr, "SKIPPED: %s\n", missing);
    return !missing;
}

static inline char *link_server(const Link *link, int port)
{
    return g_strdup_printf("10.99.%u.1:%d", link->number, port);
}

static inline Link *link_new(guint number)
{
    Link *link = g_new0(Link, 1);
    int ready[2];
    char c;

    link->number = number;
    g_assert_true(pipe2(ready, O_CLOEXEC) == 0);
    link->holder = fork();
    if (!link->holder) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (unshare(CLONE_NEWNET) || write(ready[1], "", 1) != 1)
            _exit(1);
        for (;;)
            pause();
    }
    close(ready[1]);
    g_assert_true(read(ready[0], &c, 1) == 1);
    close(ready[0]);
    g_assert_true(links_do("ip link add w%u type veth peer name eth0 netns %d && "
                           "ip addr add 10.99.%u.1/24 dev w%u && ip link set w%u up && "
                           "nsenter -t %d -n sh -c 'ip addr add 10.99.%u.2/24 dev eth0 && "
                           "ip link set eth0 up && ip link set lo up'",
                           number, link->holder, number, number, number, link->holder, number));
    return link;
}

/* A program that does what @program does, behind the link; caller frees the path. */
static inline char *link_program(const Link *link, const char *folder, const char *program)
{
    g_autofree char *base = g_path_get_basename(program);
    char *path = g_strdup_printf("%s/%s-%u", folder, base, link->number);
    g_autofree char *text =
        g_strdup_printf("#!/bin/sh\nexec nsenter -t %d -n '%s' \"$@\"\n", link->holder, program);

    g_assert_true(g_file_set_contents_full(path, text, -1, G_FILE_SET_CONTENTS_NONE, 0755, NULL));
    return path;
}

/* Puts this process behind the link. */
static inline void link_enter(const Link *link)
{
    g_autofree char *path = g_strdup_printf("/proc/%d/ns/net", link->holder);
    int fd = open(path, O_RDONLY | O_CLOEXEC);

    g_assert_true(fd >= 0 && setns(fd, CLONE_NEWNET) == 0);
    close(fd);
}

static inline void link_set(Link *link, LinkState state)
{
    guint n = link->number;

    if (state == link->state)
        return;
    if (link->state == LINK_DOWN)
        g_assert_true(links_do("ip link set w%u up", n));
    if (link->state == LINK_DEAF)
        g_assert_true(links_do("ip route del blackhole 10.99.%u.2/32", n));
    if (link->state == LINK_MUTE)
        g_assert_true(
            links_do("nsenter -t %d -n ip route del blackhole 10.99.%u.1/32", link->holder, n));
    if (state == LINK_DOWN)
        g_assert_true(links_do("ip link set w%u down", n));
    if (state == LINK_DEAF)
        g_assert_true(links_do("ip route add blackhole 10.99.%u.2/32", n));
    if (state == LINK_MUTE)
        g_assert_true(
            links_do("nsenter -t %d -n ip route add blackhole 10.99.%u.1/32", link->holder, n));
    link->state = state;
}

static inline void link_free(Link *link)
{
    if (!link)
        return;
    links_do("ip link del w%u 2>/dev/null", link->number);
    kill(link->holder, SIGKILL);
    waitpid(link->holder, NULL, 0);
    g_free(link);
}
