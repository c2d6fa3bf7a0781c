/* What only the layout asks of a visible graph. */
#pragma once

#include <weft/error.h>
#include <weft/layout.h>

/* Within the limits, and all ends and frames exist? */
bool wf_visible_check(const WfVisible *visible, GError **error);
