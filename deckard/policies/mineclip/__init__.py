"""MineCLIP: how well the last frames go with a sentence (Fan et al. 2022), as a dense reward.

The architecture is that of MineDojo/MineCLIP (MIT), and so are the names of the weights; the code
is our own. The reward is that of DECKARD's release of 2023.
"""
