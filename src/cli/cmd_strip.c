/* weft strip: the template that knows nothing of software, and the VMs' way to their agents. */
#include "live.h"

#include <stdio.h>
#include <string.h>
#include <weft/emit.h>
#include <weft/file.h>
#include <weft/keys.h>
#include <weft/limits.h>
#include <weft/strip.h>
#include <weft/text.h>
#include <weft/zk.h>

/* A name that the cloud's resolver may know, so that a template needs no address. */
#define DEFAULT_ENSEMBLE "zookeeper:2181"
#define DEFAULT_STACK "stack"

typedef struct {
    char *output, *environment_out, *zk, *key, *bootstrap, *agent;
    gboolean dry_run, keep_placement;
} Arguments;

static void arguments_clear(Arguments *a)
{
    g_free(a->output);
    g_free(a->environment_out);
    g_free(a->zk);
    g_free(a->key);
    g_free(a->bootstrap);
    g_free(a->agent);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Arguments, arguments_clear)

static bool save_keys(const WfKeys *keys, const char *path, bool quiet)
{
    g_autoptr(GError) error = NULL;

    if (!wf_keys_save(keys, path, &error)) {
        wf_cli_error("%s", error->message);
        return false;
    }
    if (!quiet)
        live_say_key_made(path);
    return true;
}

/* ---- the environment that fits ---- */

/* Files that a registry names are relative to the environment they stand in. */
static void pin_registry(json_t *registry, const char *from)
{
    const char *key;
    json_t *value;

    json_object_foreach (registry, key, value) {
        const char *text = json_string_value(value);
        if (!text || g_path_is_absolute(text) || strstr(text, "://") ||
            !wf_model_is_template_name(text))
            continue;
        g_autofree char *beside = wf_path_beside(from, text);
        g_autofree char *path = g_canonicalize_filename(beside, NULL);
        json_object_set_new(registry, key, json_string(path));
    }
}

/* Values as the model has put them together, everything else as a later file replaces it. */
static json_t *merged_environment(const WfModel *m, char **paths, WfFindings *findings,
                                  GError **error)
{
    json_auto_t *all = json_object(), *values = wf_model_environment(m);
    const char *section;
    json_t *value;

    for (guint i = 0; paths && paths[i]; i++) {
        g_autoptr(GBytes) bytes = wf_file_read(paths[i], WF_LIMIT_FILE_BYTES, error);
        g_autoptr(WfDoc) doc = bytes ? wf_doc_parse(paths[i], bytes, findings) : NULL;
        if (!doc)
            return NULL;
        json_auto_t *one = wf_doc_to_json(doc, wf_doc_root(doc));
        pin_registry(json_object_get(one, "resource_registry"), paths[i]);
        json_object_foreach (one, section, value) {
            json_t *had = json_object_get(all, section);
            if (json_is_object(had) && json_is_object(value))
                json_object_update(had, value);
            else
                json_object_set(all, section, value);
        }
    }
    json_object_foreach (values, section, value)
        if (json_object_size(value))
            json_object_set(all, section, value);
    return json_incref(all);
}

static int write_environment(const WfModel *m, const WfStripped *s, const WfCliOptions *options,
                             const char *path)
{
    g_autoptr(WfFindings) findings = wf_findings_new();
    g_autoptr(GError) error = NULL;
    json_auto_t *all = merged_environment(m, options->environments, findings, &error);

    if (!all) {
        wf_cli_error("cannot write the environment: %s", error ? error->message : "it is no YAML");
        return WF_EXIT_FAILED;
    }
    json_auto_t *environment = wf_strip_environment(s, all);
    g_autofree char *text = wf_emit_yaml(environment);
    const char *lines = *text ? text : "{}\n";
    return wf_cli_write_as(path, 0600, lines, strlen(lines)); /* parameters may be secrets */
}

/* ---- the summary ---- */

static void print_item(const WfModel *m, const WfStripItem *item)
{
    static const char marks[] = {[WF_STRIP_KEPT] = ' ',
                                 [WF_STRIP_CHANGED] = '~',
                                 [WF_STRIP_ADDED] = '+',
                                 [WF_STRIP_REMOVED] = '-'};
    g_autofree char *place = item->place.node ? wf_model_place_text(m, item->place) : NULL;
    g_autofree char *line =
        g_strdup_printf("  %c %s%s%s  %s%s%s%s", marks[item->state], item->name,
                        item->property ? "." : "", item->property ? item->property : "",
                        item->reason, place ? "  (" : "", place ? place : "", place ? ")" : "");
    g_autofree char *safe = wf_text_visible(line, -1, 0);

    puts(safe);
}

static void print_section(const WfModel *m, const WfStripped *s, const char *section, bool all)
{
    bool titled = false;

    for (guint i = 0; i < s->items->len; i++) {
        const WfStripItem *item = &g_array_index(s->items, WfStripItem, i);
        if (strcmp(item->section, section) != 0 || (item->state == WF_STRIP_KEPT && !all))
            continue;
        if (!titled)
            printf("%s:\n", section);
        titled = true;
        print_item(m, item);
    }
}

static int print_summary(const WfModel *m, const WfStripped *s, const WfCliOptions *options)
{
    static const char *const sections[] = {"heat_template_version",
                                           "parameters",
                                           "conditions",
                                           "resources",
                                           "components",
                                           "run_lists",
                                           "placement",
                                           "outputs"};

    if (options->json)
        return wf_cli_print_json(wf_stripped_summary(m, s));
    for (guint i = 0; i < G_N_ELEMENTS(sections); i++)
        print_section(m, s, sections[i], !options->quiet);
    printf(
        "%u resources stay, %u leave; %u VM%s with an agent; %u parameters and %u outputs leave\n",
        (guint)json_object_size(json_object_get(s->template, "resources")),
        wf_stripped_count(s, "resources", WF_STRIP_REMOVED), s->n_agents,
        s->n_agents == 1 ? "" : "s", wf_stripped_count(s, "parameters", WF_STRIP_REMOVED),
        wf_stripped_count(s, "outputs", WF_STRIP_REMOVED));
    return WF_EXIT_OK;
}

/* ---- the command ---- */

static bool parse_bootstrap(const Arguments *a, WfBootstrap *ret, int *ret_exit)
{
    const char *why = NULL;

    if (wf_bootstrap_parse(a->bootstrap ? a->bootstrap : "package", ret, &why))
        return true;
    *ret_exit = wf_cli_usage("strip", "--bootstrap %s, not '%s'", why, a->bootstrap);
    return false;
}

/* What was left out and matters, once VMs are to find their stack. */
static void say_defaults(const Arguments *a, const WfCliOptions *options)
{
    if (options->quiet || a->dry_run)
        return;
    if (!options->stack)
        wf_cli_error("no --stack: the VMs will look for stack '%s'", DEFAULT_STACK);
    if (!a->zk)
        wf_cli_error("no --zk: the VMs will look for ZooKeeper at '%s'%s", DEFAULT_ENSEMBLE,
                     g_getenv("WEFT_ZK") ? ", not at WEFT_ZK, which is how this machine reaches it"
                                         : "");
}

/* What was made: the template, or with --agent one VM's agent.json. */
typedef struct {
    WfStripped *template;
    char *agent;
    GPtrArray *open; /* of it: what only the cloud knows */
} Made;

static void made_clear(Made *made)
{
    wf_stripped_free(made->template);
    g_free(made->agent);
    g_ptr_array_unref(made->open);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Made, made_clear)

static bool make(const WfModel *m, const Arguments *a, const WfStripOptions *strip,
                 WfFindings *findings, Made *made, GError **error)
{
    if (!a->agent)
        return (made->template = wf_strip(m, strip, findings, error)) != NULL;
    made->agent = wf_strip_agent(m, strip, a->agent, made->open, findings, error);
    return made->agent != NULL;
}

static int print_agent(const Made *made, const Arguments *a)
{
    g_autofree char *line = g_strconcat(made->agent, "\n", NULL);

    for (guint i = 0; i < made->open->len; i++)
        wf_cli_error("only the cloud knows '%s': fill it in", (const char *)made->open->pdata[i]);
    return wf_cli_write_as(a->output, 0600, line, strlen(line));
}

static int print_made(const WfModel *m, const Made *made, const Arguments *a,
                      const WfCliOptions *options)
{
    const WfStripped *s = made->template;

    if (!s)
        return print_agent(made, a);
    if (a->dry_run)
        return print_summary(m, s, options);
    int status =
        a->environment_out ? write_environment(m, s, options, a->environment_out) : WF_EXIT_OK;
    return status ? status
                  : wf_cli_write_template(options, a->output, s->n_agents ? 0600 : 0644,
                                          json_incref(s->template));
}

/* @source: where the model was read from. */
static int strip_and_print(const WfModel *m, const char *source, const Arguments *a,
                           const WfCliOptions *options, const WfBootstrap *bootstrap,
                           WfFindings *findings)
{
    const char *stack = options->stack ? options->stack : DEFAULT_STACK;
    g_autoptr(GError) error = NULL;
    g_autofree char *path = wf_keys_path(a->key, stack);
    bool agents = wf_strip_needs_keys(m), drafted = false;
    g_autoptr(WfKeys) keys = !agents      ? NULL
                             : a->dry_run ? wf_keys_random(stack)
                                          : wf_keys_open_or_draft(path, stack, &drafted, &error);
    WfStripOptions strip = {.stack = stack,
                            .ensemble = a->zk ? a->zk : DEFAULT_ENSEMBLE,
                            .keys = keys,
                            .bootstrap = *bootstrap,
                            .root = options->root,
                            .keep_placement = a->keep_placement,
                            .odd = options->verbose};
    g_auto(Made) made = {.open = g_ptr_array_new_with_free_func(g_free)};

    if (agents && !keys) {
        wf_cli_error("%s", error->message);
        return WF_EXIT_FAILED;
    }
    if (!make(m, a, &strip, findings, &made, &error)) {
        wf_cli_refuse(options, findings);
        wf_cli_error("cannot strip: %s", error->message);
        return WF_EXIT_FAILED;
    }
    wf_cli_tell_findings(options, source, findings);
    if (drafted && !save_keys(keys, path, options->quiet))
        return WF_EXIT_FAILED;
    if (agents)
        say_defaults(a, options);
    return print_made(m, &made, a, options);
}

/* The agent's configuration is all that is made then. */
static bool fits_agent(const Arguments *a, int *ret_exit)
{
    const char *other = !a->agent            ? NULL
                        : a->dry_run         ? "--dry-run"
                        : a->environment_out ? "--environment-out"
                        : a->bootstrap       ? "--bootstrap"
                        : a->keep_placement  ? "--keep-placement"
                                             : NULL;

    if (other)
        *ret_exit = wf_cli_usage("strip", "--agent makes no template, so %s has no effect", other);
    return !other;
}

int wf_cmd_strip(int argc, char **argv)
{
    g_auto(Arguments) a = {0};
    const GOptionEntry own[] = {
        {"output", 'o', 0, G_OPTION_ARG_FILENAME, &a.output, "write the template to FILE", "FILE"},
        {"environment-out", 0, 0, G_OPTION_ARG_FILENAME, &a.environment_out,
         "write an environment without the parameters that leave to FILE", "FILE"},
        {"zk", 0, 0, G_OPTION_ARG_STRING, &a.zk, "where the VMs reach ZooKeeper", "HOSTS[/CHROOT]"},
        {"key", 0, 0, G_OPTION_ARG_FILENAME, &a.key,
         "the stack's master key, made if it is missing", "FILE"},
        {"bootstrap", 0, 0, G_OPTION_ARG_STRING, &a.bootstrap,
         "how the agent gets into a VM: package (default), image or url=URL[#sha256=DIGEST]",
         "HOW"},
        {"agent", 0, 0, G_OPTION_ARG_STRING, &a.agent,
         "print the agent.json of VM alone, for a machine that Heat does not make", "VM"},
        {"keep-placement", 0, 0, G_OPTION_ARG_NONE, &a.keep_placement,
         "leave the placement section for a 'weft place' that follows", NULL},
        {"dry-run", 'n', 0, G_OPTION_ARG_NONE, &a.dry_run,
         "print what leaves, stays and is added, and why", NULL},
        {0},
    };
    g_auto(WfCliOptions) options = {0};
    g_auto(WfBootstrap) bootstrap = {0};
    int status;

    if (!wf_cli_parse(wf_cli_command("strip"), &argc, &argv, &options, own, &status))
        return status;
    if (argc != 2)
        return wf_cli_usage("strip", argc < 2 ? "which model?" : "one model at a time");
    g_autoptr(GError) error = NULL;
    if (a.zk && !wf_zk_hosts_check(a.zk, &error)) /* it goes into every VM */
        return wf_cli_usage("strip", "--zk: %s", error->message);
    if (!fits_agent(&a, &status) || !parse_bootstrap(&a, &bootstrap, &status))
        return status;
    g_autoptr(WfFindings) findings = wf_findings_new();
    g_autoptr(WfModel) m = wf_cli_load(&options, argv[1], findings);
    if (!m || wf_findings_failed(findings))
        return wf_cli_refuse(&options, findings);
    return strip_and_print(m, argv[1], &a, &options, &bootstrap, findings);
}
