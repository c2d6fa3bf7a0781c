/* What the answers of a store mean: in words, and as errors. */
#include "weft/store.h"

#include <string.h>
#include "weft/error.h"

static const struct {
    const char *text;
    WfErrorCode code;
} outcomes[] = {
    [WF_RC_OK] = {"done", WF_ERROR_FAILED},
    [WF_RC_NO_NODE] = {"the node does not exist", WF_ERROR_NOT_FOUND},
    [WF_RC_NODE_EXISTS] = {"the node exists already", WF_ERROR_EXISTS},
    [WF_RC_BAD_VERSION] = {"somebody else changed the node", WF_ERROR_CONFLICT},
    [WF_RC_NOT_EMPTY] = {"the node has children", WF_ERROR_CONFLICT},
    [WF_RC_NO_AUTH] = {"permission denied; was it made with another key?", WF_ERROR_FAILED},
    [WF_RC_EPHEMERAL] = {"an ephemeral node cannot have children", WF_ERROR_FAILED},
    [WF_RC_ROLLED_BACK] = {"undone, because another write failed", WF_ERROR_FAILED},
    [WF_RC_TOO_LARGE] = {"too large for ZooKeeper", WF_ERROR_LIMIT},
    [WF_RC_LIMIT] = {"too many watches in one session", WF_ERROR_LIMIT},
    [WF_RC_INVALID] = {"not a valid path or access list", WF_ERROR_INVALID},
    [WF_RC_DOWN] = {"not connected", WF_ERROR_UNAVAILABLE},
    [WF_RC_UNKNOWN] = {"the connection broke before the answer came", WF_ERROR_UNAVAILABLE},
    [WF_RC_CLOSED] = {"the session was closed", WF_ERROR_CANCELLED},
    [WF_RC_FAILED] = {"the server refused", WF_ERROR_FAILED},
};

const char *wf_rc_text(WfRc rc)
{
    return (guint)rc < G_N_ELEMENTS(outcomes) ? outcomes[rc].text : "unknown outcome";
}

void wf_rc_set_error(GError **error, WfRc rc, const char *action, const char *path)
{
    WfErrorCode code = (guint)rc < G_N_ELEMENTS(outcomes) ? outcomes[rc].code : WF_ERROR_FAILED;
    /* What stands above all others has no parent that could be missing, but for the chroot. */
    bool no_root =
        rc == WF_RC_NO_NODE && g_str_equal(action, "create") && path && strrchr(path, '/') == path;

    g_set_error(error, WF_ERROR, (int)code, "cannot %s '%s': %s", action, path ? path : "/",
                no_root ? "the path behind the names of the servers is not there; make it first"
                        : wf_rc_text(rc));
}
