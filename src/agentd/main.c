/* weft-agent: the agent as a program, and the two commands recipes call. */
#include "agentd.h"

#include <glib-unix.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>
#include <weft/agent.h>
#include <weft/error.h>
#include <weft/file.h>
#include <weft/limits.h>
#include <weft/options.h>
#include <weft/text.h>
#include <weft/zk.h>

#define CONFIG_FILE "/etc/weft/agent.json"
#define FOLDER "/var/lib/weft"

typedef struct {
    WfStore *store;
    WfVmKeys *keys;
    WfAgent *agent;
    Outage *outage;
} Member;

typedef struct {
    Config config;
    GMainLoop *loop;
    GArray *members;
    WfHooks *hooks;
    WfStandIn stand_in;
    Voice voice;
    bool simulate, once, ending, fenced;
    guint jobs;
} Program;

/* ---- what it says ---- */

static bool all_idle(const Program *p)
{
    for (guint i = 0; i < p->members->len; i++)
        if (!wf_agent_is_idle(g_array_index(p->members, Member, i).agent))
            return false;
    return true;
}

static void on_event(WfAgent *agent, const WfAgentEvent *event, gpointer user)
{
    (void)agent;
    Program *p = user;
    say_event(&p->voice, event, p->ending);
    if (event->kind == WF_AGENT_FENCED)
        p->fenced = true;
    bool over = event->kind == WF_AGENT_IDLE && (p->once || p->ending) && all_idle(p);
    if (over || p->fenced)
        g_main_loop_quit(p->loop);
}

/* ---- running ---- */

static bool add_member(Program *p, const char *vm, GError **error)
{
    const char *credential = config_credential(&p->config, vm);
    Member m = {0};
    if (!credential) {
        g_set_error(error, WF_ERROR, WF_ERROR_INVALID, "there is no credential for VM '%s'", vm);
        return false;
    }
    g_autofree char *folder = config_vm_folder(&p->config, vm);
    m.keys = wf_vm_keys_new(credential, vm, error);
    m.store = m.keys ? wf_zk_new(p->config.zookeeper, p->config.timeout_ms, error) : NULL;
    WfAgentOptions options = {
        .stack = p->config.stack,
        .vm = vm,
        .keys = m.keys,
        .folder = folder,
        .hooks = p->hooks,
        .stand_in = p->simulate ? &p->stand_in : NULL,
        .infra = p->config.infra,
        .self = p->config.self,
        .machine = p->simulate ? vm : NULL,
        .jobs = p->jobs,
        .on_event = on_event,
        .user = p,
    };
    if (m.store)
        m.outage = outage_watch(m.store, &p->voice, vm, p->config.zookeeper);
    m.agent = m.store ? wf_agent_new(m.store, &options, error) : NULL;
    g_array_append_val(p->members, m);
    return m.agent != NULL;
}

static gboolean on_signal(gpointer user)
{
    Program *p = user;
    if (p->ending) { /* the second time: now, and the recipes are left to the next agent */
        g_main_loop_quit(p->loop);
        return G_SOURCE_CONTINUE;
    }
    p->ending = true;
    for (guint i = 0; i < p->members->len; i++)
        wf_agent_drain(g_array_index(p->members, Member, i).agent);
    return G_SOURCE_CONTINUE;
}

/* The journal must not appear in a core file, nor keys in one. */
static void harden(void)
{
    struct rlimit none = {0, 0};
    setrlimit(RLIMIT_CORE, &none);
    signal(SIGPIPE, SIG_IGN);
    umask(022); /* recipes expect it; our own files say their modes */
}

static int run(Program *p, GError **error)
{
    harden();
    p->loop = g_main_loop_new(NULL, FALSE);
    p->members = g_array_new(FALSE, TRUE, sizeof(Member));
    bool ok = true;
    for (guint i = 0; ok && i < p->config.vms->len; i++)
        ok = add_member(p, p->config.vms->pdata[i], error);
    g_unix_signal_add(SIGTERM, on_signal, p);
    g_unix_signal_add(SIGINT, on_signal, p);
    if (ok && !(p->ending && all_idle(p)))
        g_main_loop_run(p->loop);
    guint failed = 0;
    for (guint i = 0; i < p->members->len; i++) {
        Member *m = &g_array_index(p->members, Member, i);
        failed += m->agent ? wf_agent_n_failed(m->agent) : 0;
        g_clear_pointer(&m->agent, wf_agent_free);
        g_clear_pointer(&m->outage, outage_free);
        g_clear_pointer(&m->store, wf_store_close);
        g_clear_pointer(&m->keys, wf_vm_keys_free);
    }
    g_array_unref(p->members);
    g_main_loop_unref(p->loop);
    return !ok || p->fenced || (p->once && failed) ? WF_EXIT_FAILED : WF_EXIT_OK;
}

/* ---- the command line ---- */

typedef struct {
    char *config, *zookeeper, *stack, *folder;
    char **vms, **hooks, **fail, **slow;
    int jobs, simulate_ms;
    gboolean once, json, quiet, simulate, version;
} Arguments;

static void arguments_clear(Arguments *a)
{
    g_free(a->config);
    g_free(a->zookeeper);
    g_free(a->stack);
    g_free(a->folder);
    g_strfreev(a->vms);
    g_strfreev(a->hooks);
    g_strfreev(a->fail);
    g_strfreev(a->slow);
}

static bool parse(Arguments *a, int *argc, char ***argv, GError **error)
{
    const GOptionEntry entries[] = {
        {"config", 'c', 0, G_OPTION_ARG_FILENAME, &a->config, "configuration (" CONFIG_FILE ")",
         "FILE"},
        {"zk", 'z', 0, G_OPTION_ARG_STRING, &a->zookeeper, "servers of the ensemble", "HOSTS"},
        {"stack", 's', 0, G_OPTION_ARG_STRING, &a->stack, "name of the stack", "NAME"},
        {"vm", 0, 0, G_OPTION_ARG_STRING_ARRAY, &a->vms, "a VM to act for; repeatable", "NAME"},
        {"journal", 0, 0, G_OPTION_ARG_FILENAME, &a->folder,
         "folder of journals and work (" FOLDER ")", "DIR"},
        {"hooks", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &a->hooks, "more hook programs; repeatable",
         "DIR"},
        {"jobs", 'j', 0, G_OPTION_ARG_INT, &a->jobs,
         "recipes at the same time (as the manifest says)", "N"},
        {"once", '1', 0, G_OPTION_ARG_NONE, &a->once, "end when nothing is left to do", NULL},
        {"simulate", 0, 0, G_OPTION_ARG_NONE, &a->simulate, "only pretend to run recipes", NULL},
        {"simulate-ms", 0, 0, G_OPTION_ARG_INT, &a->simulate_ms, "how long each takes (0)", "MS"},
        {"fail", 0, 0, G_OPTION_ARG_STRING_ARRAY, &a->fail, "pretend that it fails; repeatable",
         "COMPONENT"},
        {"slow", 0, 0, G_OPTION_ARG_STRING_ARRAY, &a->slow, "how long it takes; repeatable",
         "COMPONENT=SECONDS"},
        {"json", 0, 0, G_OPTION_ARG_NONE, &a->json, "events as JSON lines on standard output",
         NULL},
        {"quiet", 'q', 0, G_OPTION_ARG_NONE, &a->quiet, "say nothing", NULL},
        {"version", 0, 0, G_OPTION_ARG_NONE, &a->version, "print the version", NULL},
        {0},
    };
    g_autoptr(GOptionContext) context = g_option_context_new(NULL);
    const GOptionEntry help[] = {{"help", 'h', 0, G_OPTION_ARG_NONE, NULL, NULL, NULL}, {0}};
    const GOptionEntry *const tables[] = {entries, help}; /* GLib's own is not in ours */
    g_autofree char *trouble = wf_options_trouble(*argc, *argv, tables, G_N_ELEMENTS(tables));
    if (trouble) {
        g_set_error(error, WF_ERROR, WF_ERROR_INVALID, "%s ('weft-agent --help' lists them)",
                    trouble);
        return false;
    }
    g_option_context_add_main_entries(context, entries, NULL);
    g_option_context_set_summary(context, "Does this VM's part of a stack. Inside a recipe:\n"
                                          "  weft-agent get NAME [--timeout SECONDS] [--json]\n"
                                          "  weft-agent set NAME VALUE");
    return g_option_context_parse(context, argc, argv, error) &&
           (*argc == 1 || (g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED,
                                       "unexpected argument '%s'", (*argv)[1]),
                           false));
}

static bool numbers_are_right(const Arguments *a, GError **error)
{
    if (a->jobs < 0 || a->jobs > WF_LIMIT_JOBS)
        g_set_error(error, WF_ERROR, WF_ERROR_INVALID,
                    "--jobs takes 1 to %d, or 0 for what the manifest says", WF_LIMIT_JOBS);
    else if (a->simulate_ms < 0)
        g_set_error(error, WF_ERROR, WF_ERROR_INVALID, "--simulate-ms takes milliseconds from 0");
    else
        return true;
    return false;
}

static bool take_stand_in(Program *p, const Arguments *a, GError **error)
{
    p->simulate = a->simulate;
    p->stand_in.default_ms = (guint64)a->simulate_ms;
    p->stand_in.fail = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    p->stand_in.slow_ms = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (guint i = 0; a->fail && a->fail[i]; i++)
        g_hash_table_add(p->stand_in.fail, g_strdup(a->fail[i]));
    for (guint i = 0; a->slow && a->slow[i]; i++) {
        const char *equals = strrchr(a->slow[i], '=');
        char *end = NULL;
        double seconds = equals ? g_ascii_strtod(equals + 1, &end) : -1;
        if (!equals || end == equals + 1 || *end || !(seconds >= 0 && seconds <= 1e6)) {
            g_set_error(error, WF_ERROR, WF_ERROR_INVALID, "--slow takes COMPONENT=SECONDS");
            return false;
        }
        g_hash_table_insert(p->stand_in.slow_ms,
                            g_strndup(a->slow[i], (gsize)(equals - a->slow[i])),
                            GUINT_TO_POINTER((guint)(seconds * 1000)));
    }
    return true;
}

static bool complete(Program *p, Arguments *a, GError **error)
{
    Config *c = &p->config;
    if (!numbers_are_right(a, error))
        return false;
    c->vms = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; a->vms && a->vms[i]; i++)
        g_ptr_array_add(c->vms, g_strdup(a->vms[i]));
    c->zookeeper = g_steal_pointer(&a->zookeeper);
    c->stack = g_steal_pointer(&a->stack);
    c->folder = g_steal_pointer(&a->folder);
    if (!config_read(c, a->config ? a->config : CONFIG_FILE, error))
        return false;
    g_autofree char *folder = c->folder ? c->folder : g_strdup(FOLDER);
    c->folder = g_canonicalize_filename(folder, NULL); /* recipes run in folders of their own */
    const char *missing = !c->zookeeper  ? "zookeeper"
                          : !c->stack    ? "stack"
                          : !c->vms->len ? "vm"
                                         : NULL;
    if (missing) {
        g_set_error(error, WF_ERROR, WF_ERROR_INVALID, "'%s' is neither configured nor given",
                    missing);
        return false;
    }
    if (!config_check_names(c, error))
        return false;
    p->hooks = wf_hooks_new((const char *const *)a->hooks);
    p->jobs = (guint)a->jobs;
    p->once = a->once;
    p->voice = voice_of(a->json, a->quiet);
    return take_stand_in(p, a, error);
}

static int report(const GError *error, int code)
{
    if (error) {
        g_autofree char *text = wf_text_visible(error->message, -1, 0);
        fprintf(stderr, "weft-agent: %s\n", text);
    }
    return code;
}

/* ---- get and set ---- */

static int usage(const char *text)
{
    fprintf(stderr, "usage: weft-agent %s\n", text);
    return WF_EXIT_USAGE;
}

static int get(int argc, char **argv)
{
    const char *name = NULL;
    guint64 timeout = 0;
    bool json = false, bad = false;
    for (int i = 2; i < argc; i++) {
        if (!strcmp(argv[i], "--json"))
            json = true;
        else if (!strcmp(argv[i], "--timeout") && i + 1 < argc)
            bad |= !g_ascii_string_to_unsigned(argv[++i], 10, 0, G_MAXINT32, &timeout, NULL);
        else if (!name && *argv[i] != '-')
            name = argv[i];
        else
            bad = true;
    }
    if (!name || bad)
        return usage("get NAME [--timeout SECONDS] [--json]");
    g_autoptr(GError) error = NULL;
    g_autofree char *text = NULL;
    if (!wf_agent_ask_get(name, (guint)timeout, json, &text, &error))
        return report(error, WF_EXIT_FAILED);
    puts(text);
    return WF_EXIT_OK;
}

static int set(int argc, char **argv)
{
    g_autoptr(GError) error = NULL;
    if (argc != 4)
        return usage("set NAME VALUE");
    return wf_agent_ask_set(argv[2], argv[3], &error) ? WF_EXIT_OK : report(error, WF_EXIT_FAILED);
}

int main(int argc, char **argv)
{
    setlocale(LC_CTYPE, ""); /* GLib's help is not ASCII */
    wf_home_settle();
    signal(SIGCHLD, SIG_DFL); /* ignored by who started us, no recipe could be waited for */
    if (argc > 1 && !strcmp(argv[1], "get"))
        return get(argc, argv);
    if (argc > 1 && !strcmp(argv[1], "set"))
        return set(argc, argv);
    Program p = {0};
    Arguments a = {0};
    g_autoptr(GError) error = NULL;
    int code = WF_EXIT_USAGE;
    if (!parse(&a, &argc, &argv, &error)) {
        code = report(error, WF_EXIT_USAGE);
    } else if (a.version) {
        puts("weft-agent " WEFT_VERSION);
        code = WF_EXIT_OK;
    } else if (complete(&p, &a, &error)) {
        code = run(&p, &error);
        report(error, code);
    } else {
        report(error, code);
    }
    arguments_clear(&a);
    config_clear(&p.config);
    wf_hooks_free(p.hooks);
    g_clear_pointer(&p.stand_in.fail, g_hash_table_unref);
    g_clear_pointer(&p.stand_in.slow_ms, g_hash_table_unref);
    return code;
}
