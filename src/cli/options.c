/* Shared options, errors and output of the commands. */
#include "cli.h"

#include <langinfo.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <weft/check.h>
#include <weft/emit.h>
#include <weft/file.h>
#include <weft/keys.h>
#include <weft/options.h>
#include <weft/text.h>

void wf_cli_error(const char *format, ...)
{
    va_list args;

    va_start(args, format);
    g_autofree char *text = g_strdup_vprintf(format, args);
    va_end(args);
    g_autofree char *safe = wf_text_visible(text, -1, 0);
    fprintf(stderr, "weft: %s\n", safe);
}

int wf_cli_usage(const char *command, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    g_autofree char *text = g_strdup_vprintf(format, args);
    va_end(args);
    wf_cli_error("%s", text);
    if (command)
        fprintf(stderr, "usage: weft %s [OPTIONS]%s%s ('weft %s --help' tells more)\n", command,
                *wf_cli_command(command)->arguments ? " " : "", wf_cli_command(command)->arguments,
                command);
    else
        fputs("'weft --help' lists the commands\n", stderr);
    return WF_EXIT_USAGE;
}

void wf_cli_options_clear(WfCliOptions *o)
{
    g_strfreev(o->environments);
    g_strfreev(o->parameters);
    g_free(o->root);
    g_free(o->stack);
    g_free(o->color);
    g_free(o->theme);
    memset(o, 0, sizeof *o);
}

/* ---- parsing ---- */

static void print_help(GOptionContext *context, const WfCliCommand *command)
{
    g_autofree char *prgname = g_strdup_printf("weft %s", command->name);

    g_set_prgname(prgname);
    g_autofree char *help = g_option_context_get_help(context, TRUE, NULL);
    fputs(help, stdout);
}

static bool asks_for_help(int argc, char *const *argv)
{
    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++)
        if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0)
            return true;
    return false;
}

const char *wf_cli_misplaced(const char *word)
{
    return g_str_equal(word, "--exec") || g_str_has_prefix(word, "--exec=")
               ? "only 'weft compose --exec PROGRAM' runs a program: compose into a file, or pipe "
                 "what it prints into this command, with - as the model"
               : NULL;
}

/* What is wrong with the options, and what to do about it. Caller frees. */
static char *option_trouble(int argc, char *const *argv, const GOptionEntry *const *tables, guint n,
                            const char *command)
{
    bool compose = g_strcmp0(command, "compose") == 0;

    for (int i = 1; !compose && i < argc && strcmp(argv[i], "--") != 0; i++)
        if (wf_cli_misplaced(argv[i]))
            return g_strdup(wf_cli_misplaced(argv[i]));
    return wf_options_trouble(argc, argv, tables, n);
}

/* `weft MODEL` has a description but is no command that could be looked up. */
static int parse_usage(const WfCliCommand *command, const char *text)
{
    return wf_cli_usage(wf_cli_command(command->name) ? command->name : NULL, "%s", text);
}

static bool is_color(const char *when)
{
    return !when || strcmp(when, "auto") == 0 || strcmp(when, "always") == 0 ||
           strcmp(when, "never") == 0;
}

char *wf_cli_stack_trouble(const char *name)
{
    return wf_keys_is_stack_name(name)
               ? NULL
               : g_strdup_printf("'%s' is no name of a stack: a letter, then letters, digits, "
                                 "'_', '.' or '-'",
                                 name);
}

/* What no command takes. Caller frees. */
static char *wrong_value(const WfCliOptions *o)
{
    if (!is_color(o->color))
        return g_strdup("--color takes auto, always or never");
    return o->stack ? wf_cli_stack_trouble(o->stack) : NULL;
}

/* Takes what is in the tables (some NULL) out of @argv. False: that was --help, or they are wrong.
 */
static bool parse_tables(const WfCliCommand *command, const GOptionEntry *const *tables, guint n,
                         int *argc, char ***argv, int *ret_exit)
{
    g_autoptr(GOptionContext) context = g_option_context_new(command->arguments);
    g_autoptr(GError) error = NULL;

    g_option_context_set_summary(context, command->summary);
    g_option_context_set_help_enabled(context, FALSE);
    for (guint i = 0; i < n; i++)
        if (tables[i])
            g_option_context_add_main_entries(context, tables[i], NULL);
    *ret_exit = WF_EXIT_OK;
    if (asks_for_help(*argc, *argv)) {
        print_help(context, command);
        return false;
    }
    g_autofree char *trouble = option_trouble(*argc, *argv, tables, n, command->name);
    if (!trouble && g_option_context_parse(context, argc, argv, &error))
        return true;
    *ret_exit = parse_usage(command, trouble ? trouble : error->message);
    return false;
}

bool wf_cli_parse(const WfCliCommand *command, int *argc, char ***argv, WfCliOptions *o,
                  const GOptionEntry *own, int *ret_exit)
{
    gboolean version = FALSE, help = FALSE; /* help was looked for before */
    const GOptionEntry json[] = {{"json", 0, 0, G_OPTION_ARG_NONE, &o->json, "print JSON", NULL},
                                 {0}};
    const GOptionEntry theme[] = {
        {"theme", 0, 0, G_OPTION_ARG_STRING, &o->theme, "name or file of a theme", "THEME"}, {0}};
    const GOptionEntry shared[] = {
        {"color", 0, 0, G_OPTION_ARG_STRING, &o->color, "auto, always or never", "WHEN"},
        {"ascii", 0, 0, G_OPTION_ARG_NONE, &o->ascii, "draw with ASCII only", NULL},
        {"quiet", 'q', 0, G_OPTION_ARG_NONE, &o->quiet, "say less", NULL},
        {"verbose", 'v', 0, G_OPTION_ARG_NONE, &o->verbose, "say more", NULL},
        {"help", 'h', 0, G_OPTION_ARG_NONE, &help, "print this and stop", NULL},
        {"version", 0, 0, G_OPTION_ARG_NONE, &version, "print the version and stop", NULL},
        {0},
    };
    const GOptionEntry of_model[] = {
        {"environment", 'e', 0, G_OPTION_ARG_FILENAME_ARRAY, &o->environments,
         "Heat environment; repeatable, later wins", "FILE"},
        {"parameter", 'P', 0, G_OPTION_ARG_STRING_ARRAY, &o->parameters,
         "value of a parameter; wins over environments", "NAME=VALUE"},
        {"root", 0, 0, G_OPTION_ARG_FILENAME, &o->root,
         "read files below DIR (default: the model's folder)", "DIR"},
        {"stack", 0, 0, G_OPTION_ARG_STRING, &o->stack, "name of the stack", "NAME"},
        {0},
    };
    const GOptionEntry *const tables[] = {own, command->takes & WF_CLI_MODEL ? of_model : NULL,
                                          command->takes & WF_CLI_JSON ? json : NULL,
                                          command->takes & WF_CLI_THEME ? theme : NULL, shared};

    if (!parse_tables(command, tables, G_N_ELEMENTS(tables), argc, argv, ret_exit))
        return false;
    if (version) {
        puts("weft " WEFT_VERSION);
        return false;
    }
    g_autofree char *wrong = wrong_value(o);
    if (wrong)
        *ret_exit = parse_usage(command, wrong);
    return !wrong;
}

bool wf_cli_form(const char *command, const char *own, const char *word, bool json,
                 WfCliForm *ret_form, int *ret_exit)
{
    if (word && strcmp(word, own) == 0)
        *ret_form = WF_CLI_OWN_TEXT;
    else if (!word || strcmp(word, "text") == 0)
        *ret_form = json ? WF_CLI_JSON_TEXT : WF_CLI_TEXT;
    else if (strcmp(word, "json") == 0)
        *ret_form = WF_CLI_JSON_TEXT;
    else {
        *ret_exit = wf_cli_usage(command, "--format takes text, json or %s, not '%s'", own, word);
        return false;
    }
    return true;
}

bool wf_cli_color(const WfCliOptions *o, int fd)
{
    const char *no_color = g_getenv("NO_COLOR"), *term = g_getenv("TERM");
    const char *force = g_getenv("CLICOLOR_FORCE");

    if (o->color && strcmp(o->color, "auto") != 0)
        return strcmp(o->color, "always") == 0;
    if (no_color && *no_color)
        return false;
    if (force && *force && strcmp(force, "0") != 0)
        return true;
    return isatty(fd) && !(term && strcmp(term, "dumb") == 0);
}

bool wf_cli_utf8(const WfCliOptions *o)
{
    return !o->ascii && strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
}

int wf_cli_width(void)
{
    struct winsize size;
    const char *columns = g_getenv("COLUMNS");

    if (columns && g_ascii_strtoll(columns, NULL, 10) > 0)
        return (int)MIN(g_ascii_strtoll(columns, NULL, 10), 10000);
    return ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col ? size.ws_col : 80;
}

WfModelOptions wf_cli_model_options(const WfCliOptions *o, const char *path)
{
    return (WfModelOptions){.path = path,
                            .environments = (const char *const *)o->environments,
                            .parameters = (const char *const *)o->parameters,
                            .root = o->root,
                            .stack_name = o->stack};
}

WfModel *wf_cli_load(const WfCliOptions *o, const char *path, WfFindings *findings)
{
    return wf_cli_load_bytes(o, path, NULL, findings);
}

WfModel *wf_cli_load_bytes(const WfCliOptions *o, const char *path, GBytes *bytes,
                           WfFindings *findings)
{
    g_autoptr(GError) error = NULL;
    WfModelOptions options = wf_cli_model_options(o, path);
    options.bytes = bytes;
    WfModel *m = wf_model_load(&options, findings, &error);

    if (!m)
        wf_cli_load_failed(o, path, error, findings);
    return m;
}

void wf_cli_load_failed(const WfCliOptions *o, const char *path, const GError *error,
                        WfFindings *findings)
{
    if (wf_findings_failed(findings)) /* these say it better */
        return;
    if (o->json)
        wf_findings_add(findings, WF_CODE_FILE, path, NULL, "%s", error->message);
    else
        wf_cli_error("%s", error->message);
}

WfModel *wf_cli_load_checked(const WfCliOptions *options, const char *path)
{
    g_autoptr(WfFindings) findings = wf_findings_new();
    g_autoptr(WfModel) m = wf_cli_load(options, path, findings);

    if (m)
        wf_check_run(m, findings);
    if (!m || wf_findings_failed(findings)) {
        wf_cli_refuse(options, findings);
        return NULL;
    }
    wf_cli_tell_findings(options, path, findings);
    return g_steal_pointer(&m);
}

void wf_cli_print_findings(const WfCliOptions *options, WfFindings *findings, FILE *out)
{
    enum { SAME = 10 }; /* notes of one code shown; errors and warnings all are */
    guint shown[WF_N_CODES] = {0}, hidden = 0;
    g_autoptr(GString) text = g_string_new(NULL);
    bool color = wf_cli_color(options, fileno(out));

    wf_findings_sort(findings);
    for (guint i = 0; i < wf_findings_n(findings); i++) {
        const WfFinding *f = wf_findings_get(findings, i);
        if (f->severity == WF_NOTE && shown[f->code]++ >= SAME && !options->verbose) {
            hidden++;
            continue;
        }
        wf_finding_print(f, !options->quiet, color, text);
        if (text->len > 1 << 16) {
            fwrite(text->str, 1, text->len, out);
            g_string_truncate(text, 0);
        }
    }
    fwrite(text->str, 1, text->len, out);
    if (hidden)
        fprintf(out, "... and %u more notes like these (-v shows all)\n", hidden);
}

void wf_cli_tell_findings(const WfCliOptions *options, const char *path, WfFindings *findings)
{
    guint n = wf_findings_count(findings, WF_WARNING);
    bool piped = strcmp(path, "-") == 0;

    if (options->verbose)
        wf_cli_print_findings(options, findings, stderr);
    else if (n && !options->quiet)
        wf_cli_error("%s%s%s: %u warning%s; -v shows %s", piped ? "" : "'",
                     piped ? "the model" : path, piped ? "" : "'", n, n == 1 ? "" : "s",
                     n == 1 ? "it" : "them");
}

int wf_cli_refuse(const WfCliOptions *options, WfFindings *findings)
{
    if (!options->json) {
        wf_cli_print_findings(options, findings, stderr);
    } else if (wf_findings_n(findings)) { /* else what failed has been said */
        wf_findings_sort(findings);
        wf_cli_print_json(
            json_pack("{s:i, s:o}", "weft", 1, "findings", wf_cli_findings_json(findings)));
    }
    return WF_EXIT_FAILED;
}

int wf_cli_write_as(const char *path, int mode, const char *text, gsize len)
{
    g_autoptr(GError) error = NULL;

    if (!path || strcmp(path, "-") == 0) {
        if (fwrite(text, 1, len, stdout) == len && fflush(stdout) == 0)
            return WF_EXIT_OK;
        wf_cli_error("cannot write to standard output");
        return WF_EXIT_FAILED;
    }
    bool written = mode & 0077 ? wf_file_write(path, text, len, mode, &error)
                               : wf_file_write_private(path, text, len, &error);
    if (written)
        return WF_EXIT_OK;
    wf_cli_error("%s", error->message);
    return WF_EXIT_FAILED;
}

int wf_cli_write(const char *path, const char *text, gsize len)
{
    return wf_cli_write_as(path, 0644, text, len);
}

/* Digits with which 0.1 is 0.1, and with which every number is read again as it is. */
enum { SHORT = 15, EXACT = 17 };

/* Takes the reference. */
static int write_json(const char *path, int mode, json_t *value, int digits)
{
    g_autofree char *text = json_dumps(value, JSON_INDENT(2) | JSON_REAL_PRECISION(digits));

    json_decref(value);
    if (!text) {
        wf_cli_error("cannot write JSON");
        return WF_EXIT_FAILED;
    }
    g_autofree char *lines = g_strconcat(text, "\n", NULL);
    return wf_cli_write_as(path, mode, lines, strlen(lines));
}

int wf_cli_write_json(const char *path, json_t *value)
{
    return write_json(path, 0644, value, SHORT);
}

int wf_cli_print_json(json_t *value)
{
    return write_json(NULL, 0, value, SHORT);
}

static bool is_short(double number)
{
    char text[G_ASCII_DTOSTR_BUF_SIZE];

    return g_ascii_strtod(g_ascii_formatd(text, sizeof text, "%.15g", number), NULL) == number;
}

static int digits_of(json_t *value)
{
    g_autoptr(GPtrArray) left = g_ptr_array_new();
    const char *key;
    json_t *part;
    size_t i;

    g_ptr_array_add(left, value);
    while (left->len) {
        json_t *next = g_ptr_array_steal_index_fast(left, left->len - 1);
        if (json_is_real(next) && !is_short(json_real_value(next)))
            return EXACT;
        json_object_foreach (next, key, part)
            g_ptr_array_add(left, part);
        json_array_foreach (next, i, part)
            g_ptr_array_add(left, part);
    }
    return SHORT;
}

int wf_cli_write_template(const WfCliOptions *options, const char *path, int mode, json_t *value)
{
    if (options->json || (path && g_str_has_suffix(path, ".json")))
        return write_json(path, mode, value, digits_of(value));
    g_autofree char *text = wf_emit_yaml(value);
    json_decref(value);
    return wf_cli_write_as(path, mode, text, strlen(text));
}
