namespace ShapeGen.Runtime;

/// <summary>Finds the tensor of each parameter, or throws one exception with everything that does not fit.</summary>
internal static class FitCheck
{
    /// <summary>Unexpected tensors that are listed; a wrong prefix can make thousands.</summary>
    private const int MaxUnexpected = 20;

    /// <summary>Prefixes that are proposed.</summary>
    private const int MaxPrefixes = 10;

    /// <returns>The tensor of each parameter, in the order of <paramref name="layout"/>.</returns>
    /// <exception cref="CheckpointException">Something does not fit.</exception>
    public static TensorInfo[] Match(SafetensorsFile file, string prefix, string module, ReadOnlySpan<ParameterLayout> layout)
    {
        var problems = new ProblemList();
        var matched = new TensorInfo[layout.Length];
        int found = 0;
        for (int i = 0; i < layout.Length; i++)
        {
            if (file.TryGetTensor(prefix + layout[i].Name, out TensorInfo? tensor))
            {
                found++;
                matched[i] = tensor;
                CheckShape(tensor, layout[i], problems);
                CheckType(tensor, problems);
            }
        }

        // A checkpoint that fits goes no further: what only messages need is not even compiled then.
        if (found < layout.Length || found < file.CountTensors(prefix))
        {
            AddNames(file, prefix, layout, problems);
        }

        if (!problems.IsEmpty)
        {
            string place = prefix.Length == 0 ? "" : $" under the prefix {Text.Quote(prefix)}";
            problems.ThrowIfAny($"{module} cannot be loaded from '{file.Checkpoint}'{place}", file.Checkpoint);
        }

        return matched;
    }

    private static void AddNames(SafetensorsFile file, string prefix, ReadOnlySpan<ParameterLayout> layout, ProblemList problems)
    {
        var expected = new HashSet<string>(StringComparer.Ordinal);
        List<ParameterLayout> missing = [];
        foreach (ParameterLayout parameter in layout)
        {
            string name = prefix + parameter.Name;
            expected.Add(name);
            if (!file.TryGetTensor(name, out _))
            {
                missing.Add(parameter);
            }
        }

        TensorInfo[] unexpected =
            [.. file.Tensors.Where(tensor => tensor.Name.StartsWith(prefix, StringComparison.Ordinal) && !expected.Contains(tensor.Name))];
        if (missing.Count == layout.Length && missing.Count > 0)
        {
            AddPrefixes(file, prefix, missing, isPrefixFound: unexpected.Length > 0, problems);
        }

        AddMissing(missing, unexpected, prefix, problems);
        AddUnexpected(unexpected, missing, prefix, problems);
    }

    private static void CheckShape(TensorInfo tensor, ParameterLayout parameter, ProblemList problems)
    {
        ReadOnlySpan<int> expected = parameter.Shape;
        ReadOnlySpan<long> found = tensor.Dimensions;
        bool same = expected.Length == found.Length;
        for (int i = 0; same && i < expected.Length; i++)
        {
            same = expected[i] == found[i];
        }

        if (!same)
        {
            bool transposed = expected.Length == 2 && found.Length == 2 && expected[0] == found[1] && expected[1] == found[0];
            string hint = transposed ? "; it is transposed, as Keras and GPT-2's Conv1D keep it: transpose it before saving" : "";
            problems.Add($"wrong shape: {Text.Quote(tensor.Name)}: expected {Text.Shape(expected)}, found {Text.Shape(found)}{hint}");
        }
    }

    private static void CheckType(TensorInfo tensor, ProblemList problems)
    {
        if (!tensor.Type.IsConvertible())
        {
            problems.Add($"wrong type: {Text.Quote(tensor.Name)}: expected F32, F64, F16 or BF16, found {tensor.Type.HeaderName()}");
        }
    }

    private static void AddMissing(List<ParameterLayout> missing, TensorInfo[] unexpected, string prefix, ProblemList problems)
    {
        // A name whose shape fits is the likelier one, however near the other is.
        ILookup<string, string> byShape = unexpected.ToLookup(tensor => Text.Shape(tensor.Dimensions), tensor => tensor.Name[prefix.Length..], StringComparer.Ordinal);
        Dictionary<string, NearestName> fitting = new(StringComparer.Ordinal);
        var any = new NearestName(unexpected.Select(tensor => tensor.Name[prefix.Length..]));
        foreach (ParameterLayout parameter in missing)
        {
            string shape = Text.Shape(parameter.Shape);
            if (!fitting.TryGetValue(shape, out NearestName? nearest))
            {
                fitting.Add(shape, nearest = new NearestName(byShape[shape]));
            }

            string hint =
                nearest.Find(parameter.Name) is { } same ? $"; did you mean {Text.Quote(prefix + same)}?" :
                any.Find(parameter.Name) is { } other && Found(prefix + other) is { } found ? $"; did you mean {Text.Quote(found.Name)}, which is {Text.Shape(found.Dimensions)}?" :
                "";
            problems.Add($"missing: {Text.Quote(prefix + parameter.Name)} {shape}{hint}");
        }

        TensorInfo? Found(string name) => Array.Find(unexpected, tensor => tensor.Name == name);
    }

    private static void AddUnexpected(TensorInfo[] unexpected, List<ParameterLayout> missing, string prefix, ProblemList problems)
    {
        var any = new NearestName(missing.Select(static parameter => parameter.Name));
        foreach (TensorInfo tensor in unexpected.Take(MaxUnexpected))
        {
            string shape = Text.Shape(tensor.Dimensions);
            string name = tensor.Name[prefix.Length..];
            string? other = new NearestName(missing.Where(parameter => Text.Shape(parameter.Shape) == shape).Select(static parameter => parameter.Name)).Find(name) ?? any.Find(name);
            string hint = other is null ? "" : $"; is it {Text.Quote(prefix + other)}?";
            problems.Add($"unexpected: {tensor}{hint}");
        }

        if (unexpected.Length > MaxUnexpected)
        {
            problems.Add($"unexpected: and {unexpected.Length - MaxUnexpected} more");
        }
    }

    /// <summary>
    /// No parameter at all was found: probably the prefix is another one. Which could have been meant: those that stand before all of the
    /// module's names, else, if nothing is under this one, those that there are.
    /// </summary>
    private static void AddPrefixes(SafetensorsFile file, string prefix, List<ParameterLayout> parameters, bool isPrefixFound, ProblemList problems)
    {
        string first = parameters[0].Name;
        string[] fitting = [.. file.Tensors
            .Where(tensor => tensor.Name.EndsWith(first, StringComparison.Ordinal))
            .Select(tensor => tensor.Name[..^first.Length])
            .Where(candidate => parameters.TrueForAll(parameter => file.TryGetTensor(candidate + parameter.Name, out _)))];
        string found = isPrefixFound ? "none of the module's parameters is" : "no tensor is";
        if (fitting.Length > 0)
        {
            problems.Add($"{found} under the prefix {Text.Quote(prefix)}; all of the module's parameters are under {List(fitting)}");
        }
        else if (!isPrefixFound)
        {
            string[] prefixes = [.. file.Tensors
                .Select(static tensor => tensor.Name[..(tensor.Name.IndexOf('.') + 1)])
                .Distinct(StringComparer.Ordinal)
                .Where(static candidate => candidate.Length > 0)];
            string others = prefixes.Length > 0 ? $"prefixes in the file are {List(prefixes)}" : "the file has no prefixes";
            problems.Add($"{found} under the prefix {Text.Quote(prefix)}; {others}");
        }

        static string List(string[] prefixes)
        {
            string listed = string.Join(", ", prefixes.Take(MaxPrefixes).Select(Text.Quote));
            return prefixes.Length > MaxPrefixes ? FormattableString.Invariant($"{listed} and {prefixes.Length - MaxPrefixes} more") : listed;
        }
    }
}
