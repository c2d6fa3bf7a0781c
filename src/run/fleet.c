/* Agents as processes of this machine: one for some VMs of a rehearsal (and one for
 * each that is to be killed), one a VM with real recipes. They die with this
 * process; what they leave behind becomes ours to end (PR_SET_CHILD_SUBREAPER). */
#include "run_priv.h"

#include <errno.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>
#include <weft/text.h>

#define RESTART_MS 200
#define LOG_BYTES 4096
#define SHORT_LIVES 8
/* Of a rehearsal: many in one process cost each turn of its main loop, many processes memory. */
#define VMS_A_PROCESS 16
#define PROCESSES 32

typedef struct {
    WfFleet *fleet;
    GPtrArray *vms; /* borrowed names */
    char **argv;
    pid_t pid;
    guint watch, timer, out_source;
    GIOChannel *out;
    char *kill_at; /* component; NULL: none, or done */
    bool ending;
    gint64 started; /* µs */
    guint n_short;  /* lives in a row that ended at once */
} Member;

struct WfFleet {
    GPtrArray *members;
    char *folder, *log;
};

static void start(Member *m);

static gboolean on_restart(gpointer user)
{
    Member *m = user;
    m->timer = 0;
    start(m);
    return G_SOURCE_REMOVE;
}

static void drop_output(Member *m)
{
    g_clear_handle_id(&m->out_source, g_source_remove);
    g_clear_pointer(&m->out, g_io_channel_unref);
}

static void on_exit_of(GPid pid G_GNUC_UNUSED, gint status G_GNUC_UNUSED, gpointer user)
{
    Member *m = user;
    m->watch = 0;
    m->pid = 0;
    m->n_short = g_get_monotonic_time() - m->started < G_USEC_PER_SEC ? m->n_short + 1 : 0;
    drop_output(m);
    if (!m->ending)
        m->timer = g_timeout_add(RESTART_MS, on_restart, m);
}

/* ---- killing one where it hurts ---- */

static void kill_now(Member *m)
{
    if (m->pid > 0)
        kill(m->pid, SIGKILL);
}

static bool is_start_of(const char *line, const char *component)
{
    json_auto_t *event = json_loads(line, 0, NULL);

    return g_strcmp0(json_string_value(json_object_get(event, "event")), "started") == 0 &&
           g_strcmp0(json_string_value(json_object_get(event, "component")), component) == 0;
}

static gboolean on_output(GIOChannel *out, GIOCondition condition G_GNUC_UNUSED, gpointer user)
{
    Member *m = user;
    g_autofree char *line = NULL;
    GIOStatus status = g_io_channel_read_line(out, &line, NULL, NULL, NULL);

    if (status == G_IO_STATUS_NORMAL && m->kill_at && is_start_of(line, m->kill_at)) {
        g_clear_pointer(&m->kill_at, g_free);
        kill_now(m);
    }
    if (status == G_IO_STATUS_NORMAL || status == G_IO_STATUS_AGAIN)
        return G_SOURCE_CONTINUE;
    m->out_source = 0;
    g_clear_pointer(&m->out, g_io_channel_unref);
    return G_SOURCE_REMOVE;
}

/* ---- starting ---- */

static void set_up_child(gpointer user)
{
    const WfFleet *fleet = user;
    int log = open(fleet->log, O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW | O_CLOEXEC, 0600);

    prctl(PR_SET_PDEATHSIG, SIGKILL);
    setpgid(0, 0); /* ^C of the terminal is ours to pass on */
    if (log >= 0)
        dup2(log, STDERR_FILENO);
}

static void start(Member *m)
{
    g_autoptr(GError) error = NULL;
    int out = -1;

    GSpawnFlags flags = G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_SEARCH_PATH;
    if (!m->kill_at)
        flags |= G_SPAWN_STDOUT_TO_DEV_NULL;
    if (!g_spawn_async_with_pipes(NULL, m->argv, NULL, flags, set_up_child, m->fleet, &m->pid, NULL,
                                  m->kill_at ? &out : NULL, NULL, &error)) {
        m->pid = 0;
        m->n_short = SHORT_LIVES; /* it cannot even be started */
        return;
    }
    m->started = g_get_monotonic_time();
    m->watch = g_child_watch_add(m->pid, on_exit_of, m);
    if (out < 0)
        return;
    m->out = g_io_channel_unix_new(out);
    g_io_channel_set_close_on_unref(m->out, TRUE);
    g_io_channel_set_encoding(m->out, NULL, NULL);
    m->out_source = g_io_add_watch(m->out, G_IO_IN | G_IO_HUP, on_output, m);
}

static char *find_agent(const WfFleetOptions *o, GError **error)
{
    g_autofree char *self = g_file_read_link("/proc/self/exe", NULL);
    g_autofree char *folder = self ? g_path_get_dirname(self) : NULL;
    const char *const beside[] = {"weft-agent", "../weft-agent"};

    if (o->agent)
        return g_strdup(o->agent);
    for (guint i = 0; folder && i < G_N_ELEMENTS(beside); i++) {
        g_autofree char *path = g_build_filename(folder, beside[i], NULL);
        if (g_file_test(path, G_FILE_TEST_IS_EXECUTABLE))
            return g_steal_pointer(&path);
    }
    char *found = g_find_program_in_path("weft-agent");
    if (!found)
        g_set_error(error, WF_ERROR, WF_ERROR_UNAVAILABLE, "weft-agent is not installed");
    return found;
}

static bool write_config(const WfFleetOptions *o, const Member *m, const char *folder,
                         char **ret_path, GError **error)
{
    json_auto_t *credentials = json_object();

    for (guint i = 0; i < m->vms->len; i++) {
        char *credential = wf_keys_vm_credential(o->keys, m->vms->pdata[i]);
        json_object_set_new(credentials, m->vms->pdata[i], json_string(credential));
        wf_secret_free(credential);
    }
    json_auto_t *config = json_pack("{s:i, s:O, s:O*, s:i}", "weft", 1, "credentials", credentials,
                                    "facts", o->infra, "session_timeout_ms", o->session_ms);
    char *text = json_dumps(config, JSON_COMPACT);
    g_autofree char *path = g_build_filename(folder, "agent.json", NULL);
    bool ok = g_mkdir_with_parents(folder, 0700) == 0 &&
              g_file_set_contents_full(path, text, -1, G_FILE_SET_CONTENTS_NONE, 0600, error);
    if (!ok && error && !*error)
        wf_error_set_errno(error, errno, "cannot make folder '%s'", folder);
    free(text);
    *ret_path = g_steal_pointer(&path);
    return ok;
}

static void push(GPtrArray *argv, const char *const *words)
{
    for (; *words; words++)
        g_ptr_array_add(argv, g_strdup(*words));
}

/* The machine as it is, read only, but for keys of stacks and what other VMs have; a private /tmp;
 * its own folder; nothing survives its end. The network stays: ZooKeeper is there. */
static void push_sandbox(GPtrArray *argv, const char *folders, const char *folder,
                         const char *agent_folder)
{
    g_autofree char *keys = g_build_filename(g_get_user_data_dir(), "weft", NULL);
    const char *const hidden[] = {"--tmpfs", keys, NULL};
    const char *const words[] = {"bwrap",
                                 "--die-with-parent",
                                 "--unshare-pid",
                                 "--unshare-ipc",
                                 "--unshare-uts",
                                 "--ro-bind",
                                 "/",
                                 "/",
                                 "--dev",
                                 "/dev",
                                 "--proc",
                                 "/proc",
                                 "--tmpfs",
                                 "/tmp",
                                 "--tmpfs",
                                 "/run",
                                 "--ro-bind",
                                 agent_folder,
                                 agent_folder,
                                 "--tmpfs",
                                 folders,
                                 "--bind",
                                 folder,
                                 folder,
                                 NULL};
    push(argv, words);
    if (g_file_test(keys, G_FILE_TEST_IS_DIR))
        push(argv, hidden);
    g_ptr_array_add(argv, g_strdup("--"));
}

bool wf_fleet_can_sandbox(GError **error)
{
    static const char *const argv[] = {
        "bwrap", "--unshare-pid", "--unshare-ipc", "--unshare-uts", "--ro-bind", "/", "/",
        "--dev", "/dev",          "--proc",        "/proc",         "true",      NULL};
    g_autofree char *bwrap = g_find_program_in_path("bwrap"), *said = NULL;
    int status;

    if (!bwrap) {
        g_set_error(error, WF_ERROR, WF_ERROR_UNAVAILABLE,
                    "recipes run in a sandbox, and bubblewrap is not installed (apt install "
                    "bubblewrap); without one: --no-sandbox");
        return false;
    }
    if (!g_spawn_sync(NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, &said,
                      &status, error))
        return false;
    if (!status)
        return true;
    g_autofree char *line = g_strndup(said, strcspn(said, "\n"));
    g_autofree char *shown = wf_text_visible(line, -1, 300);
    g_set_error(error, WF_ERROR, WF_ERROR_UNAVAILABLE,
                "recipes run in a sandbox, and this machine does not allow one (%s): allow user "
                "namespaces, %suse --no-sandbox",
                shown, geteuid() ? "run as root, or " : "or ");
    return false;
}

static void push_each(GPtrArray *argv, const char *option, const char *const *values)
{
    for (; values && *values; values++) {
        const char *const words[] = {option, *values, NULL};
        push(argv, words);
    }
}

static bool set_argv(Member *m, const WfFleetOptions *o, const char *agent, GError **error)
{
    g_autofree char *number = g_strdup_printf("%u", m->fleet->members->len);
    g_autofree char *folder = g_build_filename(o->folder, number, NULL), *config = NULL;
    g_autofree char *agent_folder = g_path_get_dirname(agent);
    GPtrArray *argv = g_ptr_array_new();

    if (!write_config(o, m, folder, &config, error)) {
        g_ptr_array_unref(argv);
        return false;
    }
    if (o->real && o->sandbox)
        push_sandbox(argv, o->folder, folder, agent_folder);
    const char *const words[] = {
        agent,     "--config", config,      "--zk", o->hosts,
        "--stack", o->stack,   "--journal", folder, m->kill_at ? "--json" : "--quiet",
        NULL};
    push(argv, words);
    if (!o->real) {
        g_ptr_array_add(argv, g_strdup("--simulate"));
        push_each(argv, "--fail", o->fail);
        push_each(argv, "--slow", o->slow);
    }
    for (guint i = 0; i < m->vms->len; i++) {
        const char *const vm[] = {"--vm", m->vms->pdata[i], NULL};
        push(argv, vm);
    }
    g_ptr_array_add(argv, NULL);
    m->argv = (char **)g_ptr_array_free(argv, FALSE);
    return true;
}

static Member *member_new(WfFleet *fleet)
{
    Member *m = g_new0(Member, 1);

    m->fleet = fleet;
    m->vms = g_ptr_array_new();
    return m;
}

static void member_free(gpointer data)
{
    Member *m = data;
    g_clear_handle_id(&m->watch, g_source_remove);
    g_clear_handle_id(&m->timer, g_source_remove);
    drop_output(m);
    g_ptr_array_unref(m->vms);
    g_strfreev(m->argv);
    g_free(m->kill_at);
    g_free(m);
}

static const char *kill_of(const WfFleetOptions *o, const char *vm)
{
    gsize n = strlen(vm);

    for (const char *const *k = o->kill; k && *k; k++)
        if (strncmp(*k, vm, n) == 0 && (*k)[n] == '@')
            return *k + n + 1;
    return NULL;
}

static bool add(WfFleet *fleet, Member *m, const WfFleetOptions *o, const char *agent,
                GError **error)
{
    bool ok = !m->vms->len || set_argv(m, o, agent, error);

    if (ok && m->vms->len)
        g_ptr_array_add(fleet->members, m);
    else
        member_free(m);
    return ok;
}

static bool add_all(WfFleet *fleet, const WfFleetOptions *o, const char *agent, GError **error)
{
    guint most = o->real ? 1 : MAX(VMS_A_PROCESS, (o->vms->len + PROCESSES - 1) / PROCESSES);
    Member *shared = member_new(fleet);
    bool ok = true;

    for (guint i = 0; ok && i < o->vms->len; i++) {
        const char *at = kill_of(o, o->vms->pdata[i]);
        Member *m = at ? member_new(fleet) : shared;
        g_ptr_array_add(m->vms, o->vms->pdata[i]);
        m->kill_at = g_strdup(at);
        if (m == shared && m->vms->len < most)
            continue;
        if (m == shared)
            shared = member_new(fleet);
        ok = add(fleet, m, o, agent, error);
    }
    if (ok)
        return add(fleet, shared, o, agent, error);
    member_free(shared);
    return false;
}

WfFleet *wf_fleet_start(const WfFleetOptions *o, GError **error)
{
    g_autofree char *agent = find_agent(o, error);
    g_autoptr(WfFleet) fleet = g_new0(WfFleet, 1);

    fleet->members = g_ptr_array_new_with_free_func(member_free);
    fleet->folder = g_strdup(o->folder);
    fleet->log = g_build_filename(o->folder, "agents.log", NULL);
    if (!agent || !add_all(fleet, o, agent, error))
        return NULL;
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    for (guint i = 0; i < fleet->members->len; i++)
        start(fleet->members->pdata[i]);
    return g_steal_pointer(&fleet);
}

guint wf_fleet_n(const WfFleet *fleet)
{
    return fleet->members->len;
}

void wf_fleet_kill(WfFleet *fleet, guint i)
{
    kill_now(fleet->members->pdata[i]);
}

pid_t wf_fleet_pid(const WfFleet *fleet, guint i)
{
    return ((const Member *)fleet->members->pdata[i])->pid;
}

char *wf_fleet_log(const WfFleet *fleet)
{
    char *text = NULL;
    gsize len;

    if (!g_file_get_contents(fleet->log, &text, &len, NULL))
        return g_strdup("");
    char *end = g_strdup(len > LOG_BYTES ? text + len - LOG_BYTES : text);
    g_free(text);
    return end;
}

bool wf_fleet_is_broken(const WfFleet *fleet)
{
    for (guint i = 0; i < fleet->members->len; i++)
        if (((Member *)fleet->members->pdata[i])->n_short >= SHORT_LIVES)
            return true;
    return false;
}

/* ---- ending ---- */

/* Recipes have process groups of their own; those whose agent died became our children. The server
 * and other children of this process are not in the list: they were there before. */
static void end_orphans(void)
{
    g_autofree char *path = g_strdup_printf("/proc/self/task/%d/children", (int)getpid());

    for (guint round = 0; round < 50; round++) {
        g_autofree char *text = NULL;
        guint n = 0;
        if (!g_file_get_contents(path, &text, NULL, NULL))
            return;
        g_auto(GStrv) pids = g_strsplit(g_strstrip(text), " ", -1);
        for (guint i = 0; pids[i]; i++) {
            pid_t pid = (pid_t)g_ascii_strtoll(pids[i], NULL, 10);
            g_autofree char *status = g_strdup_printf("/proc/%d/environ", (int)pid);
            g_autofree char *environment = NULL;
            gsize len = 0;
            bool ours = pid > 0 && g_file_get_contents(status, &environment, &len, NULL) &&
                        memmem(environment, len, "WEFT_COMPONENT=", strlen("WEFT_COMPONENT="));
            if (!ours)
                continue;
            kill(pid, SIGKILL);
            waitpid(pid, NULL, 0);
            n++;
        }
        if (!n)
            return;
    }
}

void wf_fleet_free(WfFleet *fleet)
{
    if (!fleet)
        return;
    for (guint i = 0; i < fleet->members->len; i++) {
        Member *m = fleet->members->pdata[i];
        m->ending = true;
        g_clear_handle_id(&m->watch, g_source_remove);
        if (m->pid > 0)
            kill(m->pid, SIGKILL); /* the journal makes that safe, and recipes are ended below */
    }
    for (guint i = 0; i < fleet->members->len; i++) {
        Member *m = fleet->members->pdata[i];
        if (m->pid > 0)
            waitpid(m->pid, NULL, 0);
    }
    end_orphans();
    g_ptr_array_unref(fleet->members);
    g_free(fleet->folder);
    g_free(fleet->log);
    g_free(fleet);
}
