"""The metric of how long a state of 1C took to become a stage of the deal."""

from shared.observe.journeys import journeys

stage_moved = journeys(
    "bus_state_to_stage_seconds",
    "From the find in 1C, or the event that made us write there, to the stage moved in the portal",
)
