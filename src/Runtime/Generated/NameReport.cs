namespace ShapeGen.Runtime;

/// <summary>Reports missing and unexpected tensors, and suggests which names may have been meant.</summary>
internal static class NameReport
{
    /// <summary>Maximum number of unexpected tensors in a message; a wrong prefix can cause thousands.</summary>
    private const int MaxUnexpected = 20;

    /// <summary>Maximum number of suggested prefixes.</summary>
    private const int MaxPrefixes = 10;

    /// <param name="file">The checkpoint.</param>
    /// <param name="outer">The prefix passed to <c>Load</c>.</param>
    /// <param name="finder">The finder of the tensors.</param>
    /// <param name="layout">The parameters.</param>
    /// <param name="matches">The tensors that were found for each parameter.</param>
    /// <param name="used">All tensors that were found.</param>
    /// <param name="names">The prefixes of the family.</param>
    /// <param name="problems">Problems are added here.</param>
    public static void Add(
        SafetensorsFile file, string outer, TensorFinder finder, ReadOnlySpan<ParameterLayout> layout, TensorMatch[] matches, HashSet<TensorInfo> used, CheckpointNames names, ProblemList problems)
    {
        List<Missing> missing = AllMissing(finder, layout, matches);
        TensorInfo[] unexpected = [.. file.Tensors.Where(tensor => finder.Scope.IsInScope(tensor.Name) && !used.Contains(tensor))];
        if (missing.Count > 0 && used.All(tensor => finder.Scope.IsOfFurtherFile(tensor.Name)))
        {
            AddPrefixes(file, outer, layout.ToArray(), names, isPrefixFound: unexpected.Length > 0, problems);
        }

        AddMissing(missing, unexpected, finder, problems);
        AddUnexpected(unexpected, missing, finder, problems);
    }

    /// <summary>Each missing tensor once. If a parameter can be stored in several ways, the one of which the file has the most tensors counts.</summary>
    private static List<Missing> AllMissing(TensorFinder finder, ReadOnlySpan<ParameterLayout> layout, TensorMatch[] matches)
    {
        List<Missing> missing = [];
        HashSet<string> known = new(StringComparer.Ordinal);
        for (int i = 0; i < matches.Length; i++)
        {
            ParameterLayout parameter = layout[i];
            TensorMatch match = matches[i].Found > 0 ? matches[i] : finder.FindMissing(parameter);
            for (int piece = 0; piece < match.Tensors.Length; piece++)
            {
                if (match.Source.NameOf(piece) is { } name && match.Tensors[piece] is null && known.Add(name))
                {
                    (int first, int second) = match.Shape(piece, parameter);
                    int[] shape = match.Source.Name is not null && parameter.OtherShapes.Length > 0 ? parameter.OtherShapes[0] : second == 0 ? [first] : [first, second];
                    missing.Add(new(name, Text.Shape<int>(shape)));
                }
            }
        }

        return missing;
    }

    private static void AddMissing(List<Missing> missing, TensorInfo[] unexpected, TensorFinder finder, ProblemList problems)
    {
        // A name with the right shape is the more likely one, even if another name is more similar.
        string prefix = finder.Scope.Prefix;
        ILookup<string, string> byShape = unexpected.ToLookup(tensor => Text.Shape(tensor.Dimensions), tensor => Short(tensor, prefix), StringComparer.Ordinal);
        Dictionary<string, TensorInfo> byName = new(StringComparer.Ordinal);
        foreach (TensorInfo tensor in unexpected)
        {
            byName.TryAdd(Short(tensor, prefix), tensor);
        }

        Dictionary<string, NearestName> fitting = new(StringComparer.Ordinal);
        var any = new NearestName(byName.Keys);
        foreach (Missing parameter in missing)
        {
            if (!fitting.TryGetValue(parameter.Shape, out NearestName? nearest))
            {
                fitting.Add(parameter.Shape, nearest = new NearestName(byShape[parameter.Shape]));
            }

            string hint =
                finder.IsIgnored(parameter.Name) ? "; the file has it, but Ignore in [TensorNames] excludes it" :
                nearest.Find(parameter.Name) is { } same ? $"; did you mean {Text.Quote(byName[same].Name)}?" :
                any.Find(parameter.Name) is { } other ? $"; did you mean {Text.Quote(byName[other].Name)}, which is {Text.Shape(byName[other].Dimensions)}?" :
                "";
            problems.Add($"missing: {Text.Quote(finder.Scope.FullName(parameter.Name))} {parameter.Shape}{hint}");
        }
    }

    private static void AddUnexpected(TensorInfo[] unexpected, List<Missing> missing, TensorFinder finder, ProblemList problems)
    {
        var any = new NearestName(missing.Select(static parameter => parameter.Name));
        foreach (TensorInfo tensor in unexpected.Take(MaxUnexpected))
        {
            string shape = Text.Shape(tensor.Dimensions);
            string name = Short(tensor, finder.Scope.Prefix);
            string? other = new NearestName(missing.Where(parameter => parameter.Shape == shape).Select(static parameter => parameter.Name)).Find(name) ?? any.Find(name);
            string hint = other is null ? "" : $"; is it {Text.Quote(finder.Scope.FullName(other))}?";
            problems.Add($"unexpected: {tensor}{hint}");
        }

        if (unexpected.Length > MaxUnexpected)
        {
            problems.Add($"unexpected: and {unexpected.Length - MaxUnexpected} more");
        }
    }

    /// <summary>
    /// No parameter was found, so the prefix is probably wrong. Suggests the prefixes under which all of the module's names exist; otherwise, if nothing is under
    /// this prefix, lists the prefixes in the file.
    /// </summary>
    private static void AddPrefixes(SafetensorsFile file, string outer, ParameterLayout[] layout, CheckpointNames names, bool isPrefixFound, ProblemList problems)
    {
        HashSet<string> candidates = new(StringComparer.Ordinal);
        foreach (string first in FirstNames(layout[0], names))
        {
            candidates.UnionWith(file.Tensors
                .Where(tensor => tensor.Name.EndsWith(first, StringComparison.Ordinal))
                .Select(tensor => tensor.Name[..^first.Length]));
        }

        string[] fitting = [.. candidates.Where(candidate =>
            names.Prefixes.ToArray().Any(inner => Array.TrueForAll(layout, parameter => new TensorFinder(file, names.Scope(candidate, inner)).Find(parameter).IsComplete)))];
        string found = isPrefixFound ? "none of the module's parameters is" : "no tensor is";
        if (fitting.Length > 0)
        {
            problems.Add($"{found} under the prefix {Text.Quote(outer)}; all of the module's parameters are under {List(fitting)}");
        }
        else if (!isPrefixFound)
        {
            string[] prefixes = [.. file.Tensors
                .Select(static tensor => tensor.Name[..(tensor.Name.IndexOf('.') + 1)])
                .Distinct(StringComparer.Ordinal)
                .Where(static candidate => candidate.Length > 0)];
            string others = prefixes.Length > 0 ? $"prefixes in the file are {List(prefixes)}" : "the file has no prefixes";
            problems.Add($"{found} under the prefix {Text.Quote(outer)}; {others}");
        }

        static string List(string[] prefixes)
        {
            string listed = string.Join(", ", prefixes.Take(MaxPrefixes).Select(Text.Quote));
            return prefixes.Length > MaxPrefixes ? FormattableString.Invariant($"{listed} and {prefixes.Length - MaxPrefixes} more") : listed;
        }
    }

    /// <summary>Possible names of the first tensor of a parameter, including the family's prefix.</summary>
    private static IEnumerable<string> FirstNames(ParameterLayout parameter, CheckpointNames names)
    {
        foreach (TensorSource source in parameter.Sources)
        {
            for (int piece = 0; piece < source.PieceCount; piece++)
            {
                if (source.NameOf(piece) is { } name)
                {
                    foreach (string prefix in names.Prefixes.ToArray())
                    {
                        yield return name.StartsWith(TensorScope.Outside) ? name[1..] : prefix + name;
                    }

                    break;
                }
            }
        }
    }

    /// <summary>A tensor's name without the prefix, if it has the prefix. A tensor may lack the family's prefix.</summary>
    private static string Short(TensorInfo tensor, string prefix) =>
        tensor.Name.StartsWith(prefix, StringComparison.Ordinal) ? tensor.Name[prefix.Length..] : tensor.Name;

    /// <summary>A tensor that is missing.</summary>
    /// <param name="Name">Its name, without prefix.</param>
    /// <param name="Shape">Its shape as text.</param>
    private sealed record Missing(string Name, string Shape);
}
