"""What a draft policy or roster would have decided on history: the service's own handlers over a book in memory."""

from assignment.adapters.simulation.draft import Draft
from assignment.adapters.simulation.explain import Explanations
from assignment.adapters.simulation.past import Past
from assignment.adapters.simulation.run import Simulation

__all__ = ["Draft", "Explanations", "Past", "Simulation"]
