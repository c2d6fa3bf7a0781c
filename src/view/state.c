/* How states look: a role, and a glyph and a letter, always together. */
#include "view_priv.h"

static const struct {
    WfRole role;
    guint8 urgency;
    const char *mark, *ascii;
} states[WF_N_STATES] = {
    [WF_STATE_PENDING] = {WF_ROLE_STATE_PENDING, 2, "·P", ".P"},
    [WF_STATE_WAITING] = {WF_ROLE_STATE_WAITING, 4, "○W", "oW"},
    [WF_STATE_RUNNING] = {WF_ROLE_STATE_RUNNING, 5, "●R", "*R"},
    [WF_STATE_DONE] = {WF_ROLE_STATE_DONE, 0, "✓D", "+D"},
    [WF_STATE_FAILED] = {WF_ROLE_STATE_FAILED, 8, "✗F", "xF"},
    [WF_STATE_BLOCKED] = {WF_ROLE_STATE_BLOCKED, 6, "⊘B", "#B"},
    [WF_STATE_LOST] = {WF_ROLE_STATE_LOST, 7, "?L", "?L"},
    [WF_STATE_SKIPPED] = {WF_ROLE_STATE_SKIPPED, 1, "–S", "/S"},
    [WF_STATE_STALE] = {WF_ROLE_STATE_STALE, 3, "∼T", "=T"},
};

WfRole wf_state_role(WfState state)
{
    return states[MIN(state, WF_N_STATES - 1)].role;
}

const char *wf_state_mark(WfState state, bool ascii)
{
    state = MIN(state, WF_N_STATES - 1);
    return ascii ? states[state].ascii : states[state].mark;
}

guint wf_state_urgency(WfState state)
{
    return states[MIN(state, WF_N_STATES - 1)].urgency;
}
