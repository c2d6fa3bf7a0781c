/* The command line: what all commands share. */
#pragma once

#include <glib.h>
#include <jansson.h>
#include <stdbool.h>
#include <weft/error.h>
#include <weft/findings.h>
#include <weft/model.h>

/* Options that commands share. What a command does not take stays unset. */
typedef struct {
    char **environments;
    char **parameters;
    char *root, *stack;
    char *color, *theme;
    gboolean json, quiet, verbose, ascii;
} WfCliOptions;

/* Shared options that only some commands take: one that would do nothing is refused. */
typedef enum {
    WF_CLI_MODEL = 1 << 0, /* --environment, --parameter, --root, --stack */
    WF_CLI_JSON = 1 << 1,
    WF_CLI_THEME = 1 << 2,
} WfCliTakes;

typedef struct {
    const char *name;
    const char *arguments; /* for the usage line */
    const char *summary;   /* one line, as in `weft --help` */
    guint takes;           /* of WfCliTakes */
} WfCliCommand;

/* NULL-name terminated, in the order of the help. What runs for them: main.c. */
extern const WfCliCommand wf_cli_commands[];
const WfCliCommand *wf_cli_command(const char *name); /* NULL: there is none */

/* Parses @argv with the shared options and @own (NULL-terminated, may be NULL). On trouble or
 * --help it has said so and returns false with *ret_exit. Positional arguments stay in @argv. */
bool wf_cli_parse(const WfCliCommand *command, int *argc, char ***argv, WfCliOptions *options,
                  const GOptionEntry *own, int *ret_exit);
void wf_cli_options_clear(WfCliOptions *options);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(WfCliOptions, wf_cli_options_clear)

/* Of an option that only one command has: which, and what to do instead. NULL: of any other word.
 */
const char *wf_cli_misplaced(const char *word);
/* NULL, or what is wrong with the name of a stack. Caller frees. */
char *wf_cli_stack_trouble(const char *name);
/* "weft: ..." on standard error. */
void wf_cli_error(const char *format, ...) G_GNUC_PRINTF(1, 2);
/* Ends the program with @status, or another if standard output did not take what was said. */
G_NORETURN void wf_cli_leave(int status);
/* A usage error: the message and where the help is. Returns WF_EXIT_USAGE. */
int wf_cli_usage(const char *command, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* What --format may say: text, JSON, or the one form that only this command has. */
typedef enum { WF_CLI_TEXT, WF_CLI_JSON_TEXT, WF_CLI_OWN_TEXT } WfCliForm;
/* Which one @word (NULL: --json decides) names; @own is the command's. False: none, said so. */
bool wf_cli_form(const char *command, const char *own, const char *word, bool json,
                 WfCliForm *ret_form, int *ret_exit);

/* Should text to this descriptor be coloured? By --color, NO_COLOR and what it is. */
bool wf_cli_color(const WfCliOptions *options, int fd);
/* May lines and glyphs be UTF-8? By --ascii and the locale. */
bool wf_cli_utf8(const WfCliOptions *options);
/* Columns of standard output, or 80. */
int wf_cli_width(void);

/* The model at @path with what the options say of it; borrows both. */
WfModelOptions wf_cli_model_options(const WfCliOptions *options, const char *path);
/* Loads the model named on the command line; faults are in @findings. NULL: said so, or with --json
 * in @findings. */
WfModel *wf_cli_load(const WfCliOptions *options, const char *path, WfFindings *findings);
/* The same from text that is in memory already (NULL: from the file). */
WfModel *wf_cli_load_bytes(const WfCliOptions *options, const char *path, GBytes *bytes,
                           WfFindings *findings);
/* What the two above do with the @error of a load: says it, or with --json adds it to @findings. */
void wf_cli_load_failed(const WfCliOptions *options, const char *path, const GError *error,
                        WfFindings *findings);
/* Loads it and checks it, for what is to run, and tells of its warnings. NULL: the reasons are
 * printed. */
WfModel *wf_cli_load_checked(const WfCliOptions *options, const char *path);
/* Findings as text on @out (a standard stream), in order; with --quiet one line each. Many notes
 * of one kind are cut short unless --verbose. */
void wf_cli_print_findings(const WfCliOptions *options, WfFindings *findings, FILE *out);
/* The input at @path is good enough: with --verbose its findings on standard error, otherwise how
 * many warnings they hold, unless --quiet. */
void wf_cli_tell_findings(const WfCliOptions *options, const char *path, WfFindings *findings);
/* The input is refused: findings on standard error, or as JSON on standard output, which is as
 * complete as text. Returns WF_EXIT_FAILED. */
int wf_cli_refuse(const WfCliOptions *options, WfFindings *findings);
/* [{code, severity, file, line, column, message, hint, ...}], a new reference. */
json_t *wf_cli_findings_json(const WfFindings *findings);
/* Writes @text to @path (NULL or "-": standard output). Returns an exit code. */
int wf_cli_write(const char *path, const char *text, gsize len);
/* The same, with the mode a new file gets: 0600, and then also one that is there, for what holds
 * credentials. */
int wf_cli_write_as(const char *path, int mode, const char *text, gsize len);
/* The same with a JSON value, two spaces a level and a newline. Takes the reference. */
int wf_cli_write_json(const char *path, json_t *value);
int wf_cli_print_json(json_t *value); /* to standard output */
/* What is to be read again, every number as it is: YAML, or with --json JSON. Takes the reference.
 */
int wf_cli_write_template(const WfCliOptions *options, const char *path, int mode, json_t *value);

/* commands, one file each */
int wf_cmd_check(int argc, char **argv);
int wf_cmd_compose(int argc, char **argv);
int wf_cmd_strip(int argc, char **argv);
int wf_cmd_plan(int argc, char **argv);
int wf_cmd_graph(int argc, char **argv);
int wf_cmd_place(int argc, char **argv);
/* `weft MODEL [NEW_MODEL]`: opens the terminal application, or prints the overview or the plan
 * where there is no terminal. argv[0] is the model. */
int wf_cmd_explore(int argc, char **argv);
/* `weft MODEL` without a terminal: what the model at @path is. */
int wf_cli_overview(const WfCliOptions *options, const char *path);
/* `weft OLD NEW` without a terminal: what the update does. */
int wf_cli_plan(const WfCliOptions *options, const char *old_path, const char *new_path);
int wf_cmd_prepare(int argc, char **argv);
int wf_cmd_status(int argc, char **argv);
int wf_cmd_watch(int argc, char **argv);
int wf_cmd_outputs(int argc, char **argv);
int wf_cmd_retry(int argc, char **argv);
int wf_cmd_cancel(int argc, char **argv);
int wf_cmd_teardown(int argc, char **argv);
int wf_cmd_rehearse(int argc, char **argv);
int wf_cmd_run(int argc, char **argv);
int wf_cmd_zk(int argc, char **argv);
int wf_cmd_doctor(int argc, char **argv);
