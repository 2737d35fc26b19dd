"""VPT: OpenAI's policy for Minecraft's pixels (Baker et al. 2022), with an adapter per subgoal.

The architecture is that of openai/Video-Pre-Training (MIT), and so are the names of the weights;
the code is our own. The trainer is `deckard.policies.vpt.trainer:VPTTrainer`.
"""
