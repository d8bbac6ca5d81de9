package dev.hookstream.topology.contract;

import java.util.List;
import java.util.Optional;

/**
 * What one file holds.
 *
 * @param contract empty where the file has only schedules
 * @param replacesBuiltIn whether the contract may take the place of a built-in one of its name
 * @param nameLine where the contract is named
 * @param source empty where the file is a contract's
 * @param schedules named schedules beside the contract's own, which goes by the contract's name
 */
record ContractFile(
    Optional<Contract> contract,
    boolean replacesBuiltIn,
    int nameLine,
    Optional<Source.Parts> source,
    List<RetrySchedule> schedules) {}
