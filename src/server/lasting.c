/* Servers that outlive the process that started them. */
#include "server_priv.h"
#include "weft/error.h"

#include <string.h>

char *wf_server_default_dir(void)
{
    return g_build_filename(g_get_user_state_dir(), "weft", "zk", NULL);
}

void wf_server_status_clear(WfServerStatus *status)
{
    g_free(status->hosts);
    g_free(status->log);
    memset(status, 0, sizeof *status);
}

bool wf_server_status(const char *dir, WfServerStatus *ret_status, GError **error)
{
    g_auto(ServerState) state = {0};
    if (g_file_test(dir, G_FILE_TEST_EXISTS) && !g_file_test(dir, G_FILE_TEST_IS_DIR)) {
        g_set_error(error, WF_ERROR, WF_ERROR_INVALID, "'%s' is not a directory", dir);
        return false;
    }
    bool known = server_state_load(dir, &state);
    /* the lock says that a server has the directory, the start time that it is this one */
    bool running = known && server_dir_is_locked(dir) && server_process_is_alive(&state.process);
    *ret_status = (WfServerStatus){
        .running = running,
        .pid = running ? state.process.pid : 0,
        .port = known ? state.port : 0,
        .started = known ? state.started : 0,
        .hosts = running ? g_strdup_printf("127.0.0.1:%d", state.port) : NULL,
        .log = g_build_filename(dir, "log", NULL),
    };
    return true;
}

bool wf_server_stop_dir(const char *dir, GError **error)
{
    g_auto(WfServerStatus) status = {0};
    g_auto(ServerState) state = {0};
    if (!wf_server_status(dir, &status, error))
        return false;
    if (!status.running || !server_state_load(dir, &state)) {
        g_set_error(error, WF_ERROR, WF_ERROR_NOT_FOUND, "no server runs in '%s'", dir);
        return false;
    }
    server_process_end(&state.process, true);
    server_archive_adopt(state.archive);
    return true;
}
