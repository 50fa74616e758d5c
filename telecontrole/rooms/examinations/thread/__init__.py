"""The exchange with the treating doctor about an avis: messages in schema `medical`, calls asked for and logged."""
