"""An adapter: what one subgoal adds to the policy that all share (Houlsby et al. 2019)."""

from torch import Tensor, nn
from torch.nn import functional as F

from deckard.policies.vpt.shape import VPTShape


class Bottleneck(nn.Module):
    """Adds to what passes it what comes back from a narrow layer: nothing, before it is trained."""

    def __init__(self, hidden: int, narrow: int) -> None:
        super().__init__()
        self.down, self.up = nn.Linear(hidden, narrow), nn.Linear(narrow, hidden)
        nn.init.zeros_(self.up.weight)
        nn.init.zeros_(self.up.bias)

    def forward(self, x: Tensor) -> Tensor:
        """Return `x` with what is added."""
        return x + self.up(F.relu(self.down(x)))


class Adapter(nn.Module):
    """Two bottlenecks in each block of the transformer, and how good a moment is thought to be."""

    def __init__(self, shape: VPTShape, factor: int = 16) -> None:
        super().__init__()
        narrow = max(1, shape.hidden // factor)
        self.attention, self.pointwise = (
            nn.ModuleList(Bottleneck(shape.hidden, narrow) for _ in range(shape.blocks))
            for _ in range(2)
        )
        self.value = nn.Linear(shape.hidden, 1)
        nn.init.zeros_(self.value.weight)
        nn.init.zeros_(self.value.bias)
