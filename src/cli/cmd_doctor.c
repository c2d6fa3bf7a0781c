/* weft doctor: what is installed, reachable and usable, and how to mend the rest. */
#include "cli.h"

#include <langinfo.h>
#include <stdio.h>
#include <string.h>
#include <weft/layout.h>
#include <weft/server.h>
#include <weft/text.h>
#include <weft/tui.h>
#include <weft/zk.h>

typedef enum { GOOD, ODD, BAD } Verdict;

typedef struct {
    json_t *checks;
    guint bad;
    bool ascii, json;
} Doctor;

/* One line: what was looked at, what was found, and what to do about it. */
static void report(Doctor *d, Verdict verdict, const char *name, const char *found,
                   const char *mend)
{
    static const char *const words[] = {"ok", "warning", "error"};
    static const char *const marks[][3] = {{"✓", "!", "✗"}, {"ok", "! ", "NO"}};
    g_autofree char *safe = wf_text_visible(found, -1, 0);

    d->bad += verdict == BAD;
    json_array_append_new(d->checks,
                          json_pack("{s:s, s:s, s:s, s:s?}", "name", name, "state", words[verdict],
                                    "found", found, "mend", verdict == GOOD ? NULL : mend));
    if (d->json)
        return;
    printf("%s %-12s %s\n", marks[d->ascii][verdict], name, safe);
    if (verdict != GOOD && mend)
        printf("   %-12s %s\n", "", mend);
}

static void check_terminal(Doctor *d)
{
    const char *term = g_getenv("TERM"), *codeset = nl_langinfo(CODESET);
    bool utf8 = strcmp(codeset, "UTF-8") == 0;
    g_autofree char *found = g_strdup_printf("TERM=%s, %s", term ? term : "(not set)", codeset);

    if (!term || strcmp(term, "dumb") == 0)
        report(d, ODD, "terminal", found,
               "without a capable terminal weft prints instead of drawing screens");
    else
        report(d, utf8 ? GOOD : ODD, "terminal", found,
               "set a UTF-8 locale (LC_ALL=C.UTF-8) for lines and signs; ASCII works too");
}

static void check_graphviz(Doctor *d)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) svg = wf_picture_render("digraph { a -> b }", WF_PICTURE_SVG, 0, &error);
    g_autoptr(GBytes) png =
        svg ? wf_picture_render("digraph { a -> b }", WF_PICTURE_PNG, 0, &error) : NULL;

    if (!svg)
        report(d, BAD, "Graphviz", error->message, "install libgvc6 (Debian)");
    else if (!png)
        report(d, ODD, "Graphviz", "layout and SVG work, PNG does not",
               "install libgvc6 with its recommended packages");
    else
        report(d, GOOD, "Graphviz", "layout, SVG and PNG work", NULL);
}

static void check_program(Doctor *d, const char *program, Verdict missing, const char *mend)
{
    g_autofree char *path = g_find_program_in_path(program);
    report(d, path ? GOOD : missing, program, path ? path : "not found", mend);
}

static void check_server(Doctor *d)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *java = wf_server_find_java(), *classes = wf_server_find_classes();

    report(d, java ? GOOD : ODD, "java", java ? java : "not found",
           "private servers (rehearse, run, zk start) need it: apt install default-jre-headless");
    report(d, classes ? GOOD : ODD, "zookeeper", classes ? classes : "not found",
           "private servers need it: apt install libzookeeper-java");
    if (java && classes && !wf_server_available(&error))
        report(d, ODD, "servers", error->message, NULL);
}

static void check_ensemble(Doctor *d, const char *hosts)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(WfStore) store = wf_zk_new(hosts, 0, &error);

    if (store && wf_store_wait(store, 10000, &error)) {
        const char *server = wf_store_info(store)->server;
        g_autofree char *found = g_strdup_printf("%s answers", server ? server : hosts);
        report(d, GOOD, "ensemble", found, NULL);
        return;
    }
    report(d, BAD, "ensemble", error->message,
           "is the address right, is the server up, does a firewall stand between?");
}

static void check_editor(Doctor *d)
{
    const char *visual = g_getenv("VISUAL"), *editor = g_getenv("EDITOR");
    bool set = (visual && *visual) || (editor && *editor);
    g_auto(GStrv) words = wf_editor_argv();
    g_autofree char *line = words ? g_strjoinv(" ", words) : NULL;
    g_autofree char *found =
        set || !line ? NULL : g_strdup_printf("%s, as neither VISUAL nor EDITOR is set", line);
    report(d, set && line ? GOOD : ODD, "editor",
           found  ? found
           : line ? line
                  : "none was found",
           "set EDITOR to the one that 'e' is to open");
}

int wf_cmd_doctor(int argc, char **argv)
{
    g_autofree char *hosts = NULL;
    const GOptionEntry own[] = {
        {"zk", 0, 0, G_OPTION_ARG_STRING, &hosts, "try this ZooKeeper ensemble too", "HOSTS"},
        {0},
    };
    g_auto(WfCliOptions) options = {0};
    int status;

    if (!wf_cli_parse(wf_cli_command("doctor"), &argc, &argv, &options, own, &status))
        return status;
    if (argc != 1)
        return wf_cli_usage("doctor", "'doctor' takes no model");
    Doctor d = {.checks = json_array(), .ascii = !wf_cli_utf8(&options), .json = options.json};
    check_terminal(&d);
    check_graphviz(&d);
    check_server(&d);
    check_program(&d, "bwrap", ODD, "sandboxed runs need it: apt install bubblewrap");
    check_editor(&d);
    if (hosts)
        check_ensemble(&d, hosts);
    status = d.bad ? WF_EXIT_FAILED : WF_EXIT_OK;
    if (options.json)
        wf_cli_print_json(json_pack("{s:i, s:o}", "weft", 1, "checks", d.checks));
    else
        json_decref(d.checks);
    return status;
}
