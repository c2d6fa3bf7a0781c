/* How states look: role, glyph and letter, always together. */
#include "view_priv.h"

#include <weft/text.h>

static const struct {
    WfRole role;
    WfGlyph glyph;
    char letter;
    guint8 urgency;
    const char *mark, *ascii;
} states[WF_N_STATES] = {
    [WF_STATE_PENDING] = {WF_ROLE_STATE_PENDING, WF_GLYPH_PENDING, 'P', 2, "·P", ".P"},
    [WF_STATE_WAITING] = {WF_ROLE_STATE_WAITING, WF_GLYPH_WAIT, 'W', 4, "○W", "oW"},
    [WF_STATE_RUNNING] = {WF_ROLE_STATE_RUNNING, WF_GLYPH_RUN, 'R', 5, "●R", "*R"},
    [WF_STATE_DONE] = {WF_ROLE_STATE_DONE, WF_GLYPH_OK, 'D', 0, "✓D", "+D"},
    [WF_STATE_FAILED] = {WF_ROLE_STATE_FAILED, WF_GLYPH_FAIL, 'F', 8, "✗F", "xF"},
    [WF_STATE_BLOCKED] = {WF_ROLE_STATE_BLOCKED, WF_GLYPH_BLOCKED, 'B', 6, "⊘B", "#B"},
    [WF_STATE_LOST] = {WF_ROLE_STATE_LOST, WF_GLYPH_LOST, 'L', 7, "?L", "?L"},
    [WF_STATE_SKIPPED] = {WF_ROLE_STATE_SKIPPED, WF_GLYPH_SKIP, 'S', 1, "–S", "/S"},
    [WF_STATE_STALE] = {WF_ROLE_STATE_STALE, WF_GLYPH_STALE, 'T', 3, "∼T", "=T"},
};

WfRole wf_state_role(WfState state)
{
    return states[MIN(state, WF_N_STATES - 1)].role;
}

WfGlyph wf_state_glyph(WfState state)
{
    return states[MIN(state, WF_N_STATES - 1)].glyph;
}

char wf_state_letter(WfState state)
{
    return states[MIN(state, WF_N_STATES - 1)].letter;
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
