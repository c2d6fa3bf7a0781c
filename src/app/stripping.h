/* The stripped template of the model. */
#pragma once

#include <weft/strip.h>
#include "desk.h"

#define SHOWN_STACK "stack" /* where nobody has said a name */

/* With @keys; a stack and an ensemble that nobody named are called something. */
WfStripped *strip_model(const Desk *desk, const WfKeys *keys, GError **error);
/* As it is to be launched; makes the stack's key if there is none. */
char *strip_text(const Desk *desk, GError **error);
