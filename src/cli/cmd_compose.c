/* weft compose: modules in, one integrated template out. With --exec a program prints the model. */
#include "cli.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <weft/emit.h>
#include <weft/limits.h>

/* With our standard error and environment; *ret_out reads what it prints. */
static bool start_program(const char *program, char **args, GPid *ret_pid, int *ret_out,
                          GError **error)
{
    g_autoptr(GPtrArray) argv = g_ptr_array_new();
    g_autoptr(GError) trouble = NULL;

    g_ptr_array_add(argv, (char *)program);
    for (guint i = 0; args && args[i]; i++)
        g_ptr_array_add(argv, args[i]);
    g_ptr_array_add(argv, NULL);
    if (g_spawn_async_with_pipes(NULL, (char **)argv->pdata, NULL,
                                 G_SPAWN_SEARCH_PATH | G_SPAWN_DO_NOT_REAP_CHILD |
                                     G_SPAWN_CHILD_INHERITS_STDIN,
                                 NULL, NULL, ret_pid, NULL, ret_out, NULL, &trouble))
        return true;
    bool none = g_error_matches(trouble, G_SPAWN_ERROR, G_SPAWN_ERROR_NOENT);
    const char *missing = strchr(program, '/')
                              ? "there is no such program, or not its interpreter"
                              : "there is no such program; one in this folder is './NAME'";
    g_set_error(error, WF_ERROR, WF_ERROR_IO, "cannot run '%s': %s", program,
                none ? missing : trouble->message);
    return false;
}

/* All that comes from @out, if it is not too much. */
static bool read_all(int out, const char *program, GString *text, GError **error)
{
    char buffer[65536];
    gssize n;

    while ((n = read(out, buffer, sizeof buffer)) > 0 || (n < 0 && errno == EINTR)) {
        if (n > 0)
            g_string_append_len(text, buffer, n);
        if (text->len > WF_LIMIT_PROGRAM_OUTPUT) {
            g_set_error(error, WF_ERROR, WF_ERROR_LIMIT, "'%s' printed more than %u MB", program,
                        WF_LIMIT_PROGRAM_OUTPUT >> 20);
            return false;
        }
    }
    return true;
}

/* Runs the program; its standard output is the model. */
static GBytes *run_program(const char *program, char **args, GError **error)
{
    g_autoptr(GString) text = g_string_new(NULL);
    GPid pid;
    int out, status;

    if (!start_program(program, args, &pid, &out, error))
        return NULL;
    bool complete = read_all(out, program, text, error);
    if (!complete)
        kill(pid, SIGTERM);
    close(out);
    waitpid(pid, &status, 0);
    if (!complete)
        return NULL;
    if (WIFSIGNALED(status))
        g_set_error(error, WF_ERROR, WF_ERROR_IO, "'%s' was ended by signal %d (%s)", program,
                    WTERMSIG(status), g_strsignal(WTERMSIG(status)));
    else if (WEXITSTATUS(status))
        g_set_error(error, WF_ERROR, WF_ERROR_IO, "'%s' failed with exit status %d", program,
                    WEXITSTATUS(status));
    if (status)
        return NULL;
    return g_string_free_to_bytes(g_steal_pointer(&text));
}

static int print_template(const WfModel *m, const WfCliOptions *options, const char *file)
{
    g_autoptr(GError) error = NULL;
    json_t *template = wf_emit_integrated(m, &error);

    if (!template) {
        wf_cli_error("cannot compose: %s", error->message);
        return WF_EXIT_FAILED;
    }
    return wf_cli_write_template(options, file, 0644, template);
}

int wf_cmd_compose(int argc, char **argv)
{
    g_autofree char *file = NULL, *program = NULL;
    const GOptionEntry own[] = {
        {"output", 'o', 0, G_OPTION_ARG_FILENAME, &file, "write to FILE", "FILE"},
        {"exec", 0, 0, G_OPTION_ARG_FILENAME, &program,
         "run PROGRAM (with what stands behind --) and read the model it prints", "PROGRAM"},
        {0},
    };
    g_auto(WfCliOptions) options = {0};
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) bytes = NULL;
    int status;

    if (!wf_cli_parse(wf_cli_command("compose"), &argc, &argv, &options, own, &status))
        return status;
    if (program) {
        char **args = argv + 1;
        if (*args && strcmp(*args, "--") == 0)
            args++;
        if (!(bytes = run_program(program, args, &error))) {
            wf_cli_error("%s", error->message);
            return WF_EXIT_FAILED;
        }
    } else if (argc != 2) {
        return wf_cli_usage("compose", argc < 2 ? "which model?" : "one model at a time");
    }
    g_autoptr(WfFindings) findings = wf_findings_new();
    g_autoptr(WfModel) m =
        wf_cli_load_bytes(&options, program ? program : argv[1], bytes, findings);
    if (!m || wf_findings_failed(findings))
        return wf_cli_refuse(&options, findings);
    wf_cli_tell_findings(&options, program ? program : argv[1], findings);
    return print_template(m, &options, file);
}
