namespace ShapeGen.Runtime;

/// <summary>Finds the tensors of each parameter, or throws one exception that lists everything that does not fit.</summary>
internal static class FitCheck
{
    /// <param name="file">The checkpoint.</param>
    /// <param name="prefix">The prefix passed to <c>Load</c>.</param>
    /// <param name="module">The module's name, for messages.</param>
    /// <param name="layout">The parameters.</param>
    /// <param name="names">The names of the family.</param>
    /// <param name="problems">Problems that were found when the checkpoint was opened.</param>
    /// <returns>The tensors of each parameter, in the order of <paramref name="layout"/>.</returns>
    /// <exception cref="CheckpointException">Something does not fit.</exception>
    public static TensorMatch[] Match(SafetensorsFile file, string prefix, string module, ReadOnlySpan<ParameterLayout> layout, CheckpointNames names, ProblemList problems)
    {
        var matches = new TensorMatch[layout.Length];
        TensorFinder finder = TensorFinder.Create(file, prefix, names, layout);
        var used = new HashSet<TensorInfo>(layout.Length);
        var wrong = new HashSet<string>(StringComparer.Ordinal);
        bool isComplete = true;
        for (int i = 0; i < layout.Length; i++)
        {
            TensorMatch match = finder.Find(layout[i]);
            matches[i] = match;
            isComplete &= match.IsComplete;
            Check(match, layout[i], used, wrong, problems);
        }

        // A checkpoint that fits stops here, so the code for messages is not even compiled.
        if (!isComplete || finder.CountInScope(used) < finder.CountTensors())
        {
            NameReport.Add(file, prefix, finder, layout, matches, used, names, problems);
        }

        if (!problems.IsEmpty)
        {
            string place = prefix.Length == 0 ? "" : $" under the prefix {Text.Quote(prefix)}";
            problems.ThrowIfAny($"{module} cannot be loaded from '{file.Checkpoint}'{place}", file.Checkpoint);
        }

        return matches;
    }

    /// <summary>
    /// Checks the tensors that were found for a parameter. Several parameters may use the same tensor and expect different shapes; the same problem is reported
    /// once.
    /// </summary>
    /// <param name="match">The tensors that were found.</param>
    /// <param name="parameter">The parameter.</param>
    /// <param name="used">All tensors that were found.</param>
    /// <param name="wrong">The wrong shapes that were already reported.</param>
    /// <param name="problems">Problems are added here.</param>
    private static void Check(TensorMatch match, ParameterLayout parameter, HashSet<TensorInfo> used, HashSet<string> wrong, ProblemList problems)
    {
        for (int i = 0; i < match.Tensors.Length; i++)
        {
            if (match.Tensors[i] is { } tensor)
            {
                (int first, int second) = match.Shape(i, parameter);
                CheckShape(tensor, first, second, match.Source, parameter, wrong, problems);
                if (used.Add(tensor))
                {
                    CheckType(tensor, problems);
                }
            }
        }
    }

    /// <param name="tensor">The tensor.</param>
    /// <param name="first">Its first dimension.</param>
    /// <param name="second">Its second dimension, or 0 for a vector.</param>
    /// <param name="source">How the checkpoint stores the parameter.</param>
    /// <param name="parameter">The parameter.</param>
    /// <param name="wrong">The wrong shapes that were already reported.</param>
    /// <param name="problems">Problems are added here.</param>
    private static void CheckShape(TensorInfo tensor, int first, int second, TensorSource source, ParameterLayout parameter, HashSet<string> wrong, ProblemList problems)
    {
        ReadOnlySpan<long> found = tensor.Dimensions;
        if (second == 0 ? found.Length == 1 && found[0] == first : found.Length == 2 && found[0] == first && found[1] == second)
        {
            return;
        }

        bool isTransposed = source.IsTransposed;
        bool isWhole = source.Name is not null && !isTransposed;
        if (isWhole && HasOtherShape(found, parameter))
        {
            return;
        }

        ReadOnlySpan<int> expected = isWhole && parameter.OtherShapes.Length > 0 ? parameter.OtherShapes[0] : second == 0 ? [first] : [first, second];
        string hint =
            second == 0 || found.Length != 2 || found[0] != second || found[1] != first ? "" :
            isTransposed ? "; it is not transposed: remove Transposed = true from [TensorNames]" :
            "; it is transposed, as in Keras and GPT-2's Conv1D: declare [TensorNames(Transposed = true)], or transpose it before saving";
        if (wrong.Add($"{tensor.Name} {Text.Shape(expected)}"))
        {
            problems.Add($"wrong shape: {Text.Quote(tensor.Name)}: expected {Text.Shape(expected)}, found {Text.Shape(found)}{hint}");
        }
    }

    private static bool HasOtherShape(ReadOnlySpan<long> found, ParameterLayout parameter)
    {
        foreach (int[] shape in parameter.OtherShapes)
        {
            bool isSame = shape.Length == found.Length;
            for (int i = 0; isSame && i < shape.Length; i++)
            {
                isSame = shape[i] == found[i];
            }

            if (isSame)
            {
                return true;
            }
        }

        return false;
    }

    private static void CheckType(TensorInfo tensor, ProblemList problems)
    {
        if (!tensor.Type.IsConvertible())
        {
            string wayOut = tensor.Type.WayOut() is { } way ? $": these are {way}" : "";
            problems.Add($"wrong type: {Text.Quote(tensor.Name)}: expected F32, F64, F16 or BF16, found {tensor.Type.HeaderName()}{wayOut}");
        }
    }
}
