using ShapeGen.Generator.Headers;

namespace ShapeGen.Generator.Suggestion;

/// <summary>Prefixes that training tools add to all names of a model: PyTorch's <c>DistributedDataParallel</c> and <c>torch.compile</c>, Lightning, DeepSpeed, peft.</summary>
internal static class TrainingPrefix
{
    private static readonly string[] Known = ["module.", "_orig_mod.", "_forward_module.", "_fsdp_wrapped_module.", "base_model.model.", "model.", "net.", "network.", "backbone.", "encoder_model."];

    /// <summary>Counters that tools store beside the model.</summary>
    private static readonly string[] Counters = ["n_averaged"];

    /// <summary>The prefix of all tensor names that does not belong to the family; empty if there is none.</summary>
    /// <param name="facts">The file.</param>
    /// <param name="own">The family's own prefixes.</param>
    public static string Of(CheckpointFacts facts, IReadOnlyList<string> own)
    {
        List<string> names = facts.Tensors.Select(tensor => tensor.Name).Where(name => !Counters.Contains(name)).ToList();
        List<string> found = [];
        while (names.Count > 0 && Known.FirstOrDefault(prefix => names.All(name => name.StartsWith(prefix, StringComparison.Ordinal))) is { } shared)
        {
            found.Add(shared);
            names = names.Select(name => name.Substring(shared.Length)).ToList();
        }

        // The innermost prefix may be the family's own.
        if (found.Count > 0 && own.Contains(found[found.Count - 1]))
        {
            found.RemoveAt(found.Count - 1);
        }

        return string.Concat(found);
    }
}
