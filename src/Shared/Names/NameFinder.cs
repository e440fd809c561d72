#if SHAPEGEN_GENERATOR
namespace ShapeGen.Generator.Naming;
#else
namespace ShapeGen.Runtime;
#endif

/// <summary>Finds the tensors of parameters by the possible names of their family: the runtime in a file, the generator in the header of one.</summary>
/// <typeparam name="TTensor">A tensor of the checkpoint.</typeparam>
/// <typeparam name="TSource">A way of storing a parameter.</typeparam>
/// <param name="scope">The names.</param>
internal abstract class NameFinder<TTensor, TSource>(TensorScope scope)
    where TTensor : class
    where TSource : class, ITensorSource
{
    public TensorScope Scope => scope;

    /// <summary>The tensor that the checkpoint has under a full name, or under an alias.</summary>
    protected abstract TTensor? Stored(string fullName);

    /// <summary>The tensor with a name that is not ignored. For an alias, it does not matter whether the name under which the tensor is stored is ignored.</summary>
    public TTensor? Find(string name)
    {
        string fullName = scope.FullName(name);
        return Stored(fullName) is { } tensor && (scope.IsPlain || scope.IsInScope(fullName)) ? tensor : null;
    }

    /// <summary>The tensor of each piece; null if the piece is zero or the tensor is missing.</summary>
    public TTensor?[] Find(TSource source)
    {
        var tensors = new TTensor?[source.PieceCount];
        for (int i = 0; i < tensors.Length; i++)
        {
            tensors[i] = source.NameOf(i) is { } name ? Find(name) : null;
        }

        return tensors;
    }

    /// <summary>The first way of storing a parameter for which the checkpoint has all tensors; otherwise the one for which it has the most.</summary>
    /// <param name="sources">The ways in the order in which they are tried, at least one.</param>
    /// <param name="tensors">The tensor of each piece.</param>
    public TSource Best(TSource[] sources, out TTensor?[] tensors)
    {
        TSource best = sources[0];
        tensors = [];
        int most = -1;
        foreach (TSource source in sources)
        {
            TTensor?[] pieces = Find(source);
            int found = 0, wanted = 0;
            for (int i = 0; i < pieces.Length; i++)
            {
                found += pieces[i] is null ? 0 : 1;
                wanted += source.NameOf(i) is null ? 0 : 1;
            }

            if (found == wanted)
            {
                tensors = pieces;
                return source;
            }

            if (found > most)
            {
                best = source;
                tensors = pieces;
                most = found;
            }
        }

        return best;
    }

    /// <summary>Whether the checkpoint has any tensor of a parameter. The family's prefix is the first one with which it has one of the first parameter that it has at all.</summary>
    /// <param name="sources">The ways of storing the parameter.</param>
    public bool HasAny(TSource[] sources)
    {
        foreach (TSource source in sources)
        {
            foreach (TTensor? tensor in Find(source))
            {
                if (tensor is not null)
                {
                    return true;
                }
            }
        }

        return false;
    }
}
