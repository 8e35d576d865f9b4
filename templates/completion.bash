# Completes qmac in bash: source <(qmac completion bash)
_qmac_complete() {
    local line=${COMP_LINE:0:COMP_POINT} word candidate
    # Bash breaks words at : and = and qmac does not: what stands before the last break is left out again.
    word=${line##*[[:space:]]}
    word=${word#[\"\']}
    COMPREPLY=()
    while IFS= read -r candidate; do
        COMPREPLY+=("${candidate#"${word%"${2#[\"\']}"}"}")
    done < <("$1" "[suggest:${#line}]" "$COMP_LINE" 2> /dev/null)
    case ${COMPREPLY[0]-} in
        *[:=]) compopt -o nospace ;;
    esac
}
complete -o default -F _qmac_complete qmac
