/* weft zk: a private ZooKeeper server that stays. */
#include "cli.h"

#include <stdio.h>
#include <string.h>
#include <weft/server.h>

static int print_hosts(const char *hosts, const char *dir, bool json)
{
    if (json)
        return wf_cli_print_json(
            json_pack("{s:i, s:s, s:s}", "weft", 1, "hosts", hosts, "dir", dir));
    puts(hosts);
    return WF_EXIT_OK;
}

static int start(const char *dir, int port, bool heavy, bool json)
{
    g_autoptr(GError) error = NULL;
    g_auto(WfServerStatus) there = {0};
    WfServerOptions o = {.dir = dir, .port = port, .lasting = true, .heavy = heavy};
    g_autoptr(WfServer) server = wf_server_start(&o, &error);

    if (server)
        return print_hosts(wf_server_hosts(server), dir, json);
    wf_cli_error("%s", error->message);
    /* WEFT_ZK=$(weft zk start) is right the second time, too, unless another server was wanted. */
    if (port || !g_error_matches(error, WF_ERROR, WF_ERROR_EXISTS) ||
        !wf_server_status(dir, &there, NULL) || !there.running)
        return WF_EXIT_FAILED;
    return print_hosts(there.hosts, dir, json);
}

static int stop(const char *dir)
{
    g_autoptr(GError) error = NULL;

    if (wf_server_stop_dir(dir, &error))
        return WF_EXIT_OK;
    wf_cli_error("%s", error->message);
    return WF_EXIT_FAILED;
}

static int show(const char *dir, bool json)
{
    g_autoptr(GError) error = NULL;
    g_auto(WfServerStatus) s = {0};

    if (!wf_server_status(dir, &s, &error)) {
        wf_cli_error("%s", error->message);
        return WF_EXIT_FAILED;
    }
    if (json)
        wf_cli_print_json(json_pack("{s:i, s:b, s:s*, s:i, s:s, s:s*}", "weft", 1, "running",
                                    s.running, "hosts", s.hosts, "pid", (int)s.pid, "dir", dir,
                                    "log", s.log));
    else if (s.running)
        printf("%s (process %d, %s)\n", s.hosts, (int)s.pid, dir);
    else
        printf("not running (%s)\n", dir);
    return s.running ? WF_EXIT_OK : WF_EXIT_FAILED;
}

int wf_cmd_zk(int argc, char **argv)
{
    g_autofree char *dir = NULL;
    g_auto(WfCliOptions) options = {0};
    gboolean heavy = FALSE;
    int port = 0, status;
    const GOptionEntry own[] = {
        {"dir", 0, 0, G_OPTION_ARG_FILENAME, &dir, "where its data are", "DIR"},
        {"port", 0, 0, G_OPTION_ARG_INT, &port, "on 127.0.0.1; as before, else a free one", "PORT"},
        {"heavy", 0, 0, G_OPTION_ARG_NONE, &heavy, "for very large stacks", NULL},
        {0},
    };

    if (!wf_cli_parse(wf_cli_command("zk"), &argc, &argv, &options, own, &status))
        return status;
    if (port < 0 || port > G_MAXUINT16)
        return wf_cli_usage("zk", "ports are 1 to %d", G_MAXUINT16);
    if (!dir)
        dir = wf_server_default_dir();
    if (argc == 2 && strcmp(argv[1], "start") == 0)
        return start(dir, port, heavy, options.json);
    if (argc == 2 && strcmp(argv[1], "stop") == 0)
        return stop(dir);
    if (argc == 2 && strcmp(argv[1], "status") == 0)
        return show(dir, options.json);
    return wf_cli_usage("zk", "start, stop or status");
}
