/* A child that works apart from the terminal which its parent shows. */
#pragma once

/* What the terminal set up for itself is none of the child's: handlers of crashes that would touch
 * the screen, their stack, open files. Only descriptor @report stays. */
void apart_from_terminal(int report);
